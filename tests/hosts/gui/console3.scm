; SPDX-License-Identifier: GPL-3.0-or-later
; What GIMP 3 tells of the one image that is open.
(script-fu-use-v3)
(define (cnt-image) (vector-ref (gimp-get-images) 0))
(define (cnt-all) (vector->list (gimp-image-get-layers (cnt-image))))
(define (cnt-layers)
  (apply string-append (map (lambda (layer) (string-append (gimp-item-get-name layer) "\n")) (cnt-all))))
(define (cnt-note) (caddr (gimp-item-get-parasite (car (cnt-all)) "countenance-note")))
(define (cnt-save file)
  (let ((copy (gimp-image-duplicate (cnt-image))))
    (gimp-image-flatten copy)
    (gimp-file-save RUN-NONINTERACTIVE copy file)
    (gimp-image-delete copy)
    ""))
