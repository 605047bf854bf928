; SPDX-License-Identifier: GPL-3.0-or-later
; What GIMP 2.10 tells of the one image that is open.
(define (cnt-image) (vector-ref (cadr (gimp-image-list)) 0))
(define (cnt-all) (vector->list (cadr (gimp-image-get-layers (cnt-image)))))
(define (cnt-layers)
  (apply string-append (map (lambda (layer) (string-append (car (gimp-item-get-name layer)) "\n")) (cnt-all))))
(define (cnt-note) (caddr (car (gimp-item-get-parasite (car (cnt-all)) "countenance-note"))))
(define (cnt-save file)
  (let ((copy (car (gimp-image-duplicate (cnt-image)))))
    (file-tiff-save RUN-NONINTERACTIVE copy (car (gimp-image-flatten copy)) file file 0)
    (gimp-image-delete copy)
    ""))
