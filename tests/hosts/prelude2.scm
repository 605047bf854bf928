; SPDX-License-Identifier: GPL-3.0-or-later
; What the cases need of GIMP 2.10. Each prelude has the same names.

; The words of the last error.
(define cnt-why "")
(set! *error-hook*
  (lambda x
    (set! cnt-why (apply string-append (map (lambda (part) (if (string? part) part "")) x)))
    (apply throw x)))
; Why a thunk fails; "" where it does not.
(define (cnt-error thunk)
  (set! cnt-why "")
  (if (eq? 'failed (catch 'failed (thunk) 'done)) (if (string=? cnt-why "") "failed" cnt-why) ""))
(define (cnt-put file text)
  (let ((port (open-output-file file)))
    (display text port)
    (close-output-port port)))
; Writes NAME.done, empty or why it was not done.
(define (cnt-case name thunk) (cnt-put (string-append name ".done") (cnt-error thunk)))

(define (cnt-load file) (car (gimp-file-load RUN-NONINTERACTIVE file file)))
(define (cnt-copy image) (car (gimp-image-duplicate image)))
(define (cnt-free image) (gimp-image-delete image))
(define (cnt-layer image) (car (gimp-image-get-active-layer image)))
(define (cnt-count image) (car (gimp-image-get-layers image)))
(define (cnt-name layer) (car (gimp-item-get-name layer)))
(define (cnt-rename layer name) (gimp-item-set-name layer name))
(define (cnt-visible? layer) (= TRUE (car (gimp-item-get-visible layer))))
(define (cnt-hide layer) (gimp-item-set-visible layer FALSE))
(define (cnt-opacity layer percent) (gimp-layer-set-opacity layer percent))
(define (cnt-note layer) (caddr (car (gimp-item-get-parasite layer "countenance-note"))))

; What the image is made into.
(define cnt-components '(("u8" . 100) ("u16" . 200) ("u32" . 300) ("half" . 500) ("float" . 600) ("double" . 700)))
(define (cnt-precision image component linear)
  (let ((wanted (+ (cdr (assoc component cnt-components)) (if linear 0 50))))
    (if (not (= wanted (car (gimp-image-get-precision image)))) (gimp-image-convert-precision image wanted))))
(define (cnt-profile image file)
  (gimp-image-set-color-profile-from-file image (string-append "file://" file)))
(define (cnt-grey image) (gimp-image-convert-grayscale image))
(define (cnt-indexed image) (gimp-image-convert-indexed image 0 0 64 FALSE FALSE ""))
(define (cnt-canvas image width height x y) (gimp-image-resize image width height x y))
(define (cnt-cut layer width height x y) (gimp-layer-resize layer width height x y))
(define (cnt-move layer x y) (gimp-layer-set-offsets layer x y))
(define (cnt-place layer) (gimp-drawable-offsets layer))
; Puts the layer into a new group, which it gives.
(define (cnt-group image layer)
  (let ((group (car (gimp-layer-group-new image))))
    (gimp-image-insert-layer image group 0 -1)
    (gimp-image-reorder-item image layer group 0)
    (gimp-image-set-active-layer image layer)
    group))
; A layer of the file, at the top, where `layer` lies; `layer` stays the active one.
(define (cnt-add image layer file)
  (let ((new (car (gimp-file-load-layer RUN-NONINTERACTIVE image file))))
    (gimp-image-insert-layer image new 0 0)
    (apply gimp-layer-set-offsets (cons new (cnt-place layer)))
    (gimp-image-set-active-layer image layer)
    new))
; Selects as the file's alpha says, laid where `layer` lies.
(define (cnt-select image layer file)
  (let ((cover (cnt-add image layer file)))
    (gimp-image-select-item image CHANNEL-OP-REPLACE cover)
    (gimp-image-remove-layer image cover)
    (gimp-image-set-active-layer image layer)))
(define (cnt-unselect image) (gimp-selection-none image))
; How much of a pixel is selected, 0 to 255.
(define (cnt-selected image x y) (car (gimp-selection-value image x y)))
; The layer's alpha becomes the file's.
(define (cnt-alpha image layer file)
  (gimp-layer-add-alpha layer)
  (cnt-select image layer file)
  (gimp-layer-add-mask layer (car (gimp-layer-create-mask layer ADD-MASK-SELECTION)))
  (gimp-layer-remove-mask layer MASK-APPLY)
  (cnt-unselect image))
; The selection, kept as a channel of that name.
(define (cnt-channel image layer name)
  (let ((channel (car (gimp-selection-save image))))
    (gimp-item-set-name channel name)
    (gimp-image-set-active-layer image layer)
    channel))
(define (cnt-mask layer)
  (let ((mask (car (gimp-layer-create-mask layer ADD-MASK-WHITE))))
    (gimp-layer-add-mask layer mask)
    mask))

; What the layers show together, as a TIFF, of all that they cover; at the image's precision, or as floats. With alpha where
; the active layer has it.
(define (cnt-save image file)
  (let* ((copy (cnt-copy image))
         (precision (car (gimp-image-get-precision copy)))
         (opaque (= FALSE (car (gimp-drawable-has-alpha (cnt-layer copy))))))
    (gimp-image-resize-to-layers copy)
    (let ((shown (car (if opaque (gimp-image-flatten copy) (gimp-image-merge-visible-layers copy CLIP-TO-IMAGE)))))
      (for-each (lambda (layer) (if (not (= layer shown)) (gimp-image-remove-layer copy layer)))
                (vector->list (cadr (gimp-image-get-layers copy)))))
    (if (>= precision 300) (cnt-precision copy "float" (= 0 (modulo precision 100))))
    (file-tiff-save RUN-NONINTERACTIVE copy (cnt-layer copy) file file 0)
    (gimp-image-delete copy)))
