; SPDX-License-Identifier: GPL-3.0-or-later
; What the cases need of GIMP 3. Each prelude has the same names.
(script-fu-use-v3)

; Why a thunk fails; "" where it does not.
(define cnt-why "")
(set! *error-hook*
  (lambda x
    (set! cnt-why (apply string-append (map (lambda (part) (if (string? part) part "")) x)))
    (apply throw x)))
(define (cnt-error thunk)
  (set! cnt-why "")
  (if (eq? 'failed (catch 'failed (thunk) 'done)) (if (string=? cnt-why "") "failed" cnt-why) ""))
(define (cnt-put file text)
  (let ((port (open-output-file file)))
    (display text port)
    (close-output-port port)))
; Writes NAME.done, empty or why it was not done.
(define (cnt-case name thunk) (cnt-put (string-append name ".done") (cnt-error thunk)))

(define (cnt-load file) (gimp-file-load RUN-NONINTERACTIVE file))
(define (cnt-copy image) (gimp-image-duplicate image))
(define (cnt-free image) (gimp-image-delete image))
(define (cnt-layer image) (vector-ref (gimp-image-get-selected-layers image) 0))
(define (cnt-count image) (vector-length (gimp-image-get-layers image)))
(define (cnt-name layer) (gimp-item-get-name layer))
(define (cnt-rename layer name) (gimp-item-set-name layer name))
(define (cnt-visible? layer) (gimp-item-get-visible layer))
(define (cnt-hide layer) (gimp-item-set-visible layer FALSE))
(define (cnt-opacity layer percent) (gimp-layer-set-opacity layer percent))
(define (cnt-note layer) (caddr (gimp-item-get-parasite layer "countenance-note")))

; What the image is made into.
(define cnt-components '(("u8" . 100) ("u16" . 200) ("u32" . 300) ("half" . 500) ("float" . 600) ("double" . 700)))
(define (cnt-precision image component linear)
  (let ((wanted (+ (cdr (assoc component cnt-components)) (if linear 0 50))))
    (if (not (= wanted (gimp-image-get-precision image))) (gimp-image-convert-precision image wanted))))
(define (cnt-profile image file) (gimp-image-set-color-profile-from-file image file))
; Whether it has a profile of its own.
(define (cnt-profile? image) (member "icc-profile" (gimp-image-get-parasite-list image)))
(define (cnt-grey image) (gimp-image-convert-grayscale image))
(define (cnt-indexed image) (gimp-image-convert-indexed image 0 0 64 FALSE FALSE ""))
(define (cnt-canvas image width height x y) (gimp-image-resize image width height x y))
(define (cnt-cut layer width height x y) (gimp-layer-resize layer width height x y))
(define (cnt-move layer x y) (gimp-layer-set-offsets layer x y))
(define (cnt-place layer) (gimp-drawable-get-offsets layer))
; Puts the layer into a new group, which it gives.
(define (cnt-group image layer)
  (let ((group (gimp-group-layer-new image "group")))
    (gimp-image-insert-layer image group -1 -1)
    (gimp-image-reorder-item image layer group 0)
    (gimp-image-set-selected-layers image (vector layer))
    group))
; A layer of the file, at the top, where `layer` lies; `layer` stays the chosen one.
(define (cnt-add image layer file)
  (let ((new (gimp-file-load-layer RUN-NONINTERACTIVE image file)))
    (gimp-image-insert-layer image new -1 0)
    (apply gimp-layer-set-offsets (cons new (cnt-place layer)))
    (gimp-image-set-selected-layers image (vector layer))
    new))
; Selects as the file's alpha says, laid where `layer` lies.
(define (cnt-select image layer file)
  (let ((cover (cnt-add image layer file)))
    (gimp-image-select-item image CHANNEL-OP-REPLACE cover)
    (gimp-image-remove-layer image cover)
    (gimp-image-set-selected-layers image (vector layer))))
(define (cnt-unselect image) (gimp-selection-none image))
(define (cnt-selected image x y) (gimp-selection-value image x y))
; The layer's alpha becomes the file's.
(define (cnt-alpha image layer file)
  (gimp-layer-add-alpha layer)
  (cnt-select image layer file)
  (gimp-layer-add-mask layer (gimp-layer-create-mask layer ADD-MASK-SELECTION))
  (gimp-layer-remove-mask layer MASK-APPLY)
  (cnt-unselect image))
; The selection, kept as a channel of that name.
(define (cnt-channel image layer name)
  (let ((channel (gimp-selection-save image)))
    (gimp-item-set-name channel name)
    (gimp-image-set-selected-layers image (vector layer))
    channel))
(define (cnt-lock layer) (gimp-item-set-lock-content layer TRUE))
(define (cnt-switch-off-red image) (gimp-image-set-component-active image CHANNEL-RED FALSE))
(define (cnt-mask layer)
  (let ((mask (gimp-layer-create-mask layer ADD-MASK-WHITE)))
    (gimp-layer-add-mask layer mask)
    mask))

; Whether one of these layers, or of those in groups, has an alpha channel.
(define (cnt-any-alpha? layers)
  (and (pair? layers)
    (or (if (gimp-item-is-group (car layers))
          (cnt-any-alpha? (vector->list (gimp-item-get-children (car layers))))
          (gimp-drawable-has-alpha (car layers)))
      (cnt-any-alpha? (cdr layers)))))
; Makes the image one layer. Merging rounds what it touches and adds an alpha channel, so a layer that is alone stays as it
; is, and the alpha channel goes where no layer had one.
(define (cnt-merge image)
  (let* ((layers (vector->list (gimp-image-get-layers image))) (alpha (cnt-any-alpha? layers)) (only (car layers)))
    (if (and (gimp-item-is-group only) (= 1 (vector-length (gimp-item-get-children only))))
      (begin
        (gimp-image-reorder-item image (vector-ref (gimp-item-get-children only) 0) -1 0)
        (gimp-image-remove-layer image only)
        (set! only (vector-ref (gimp-image-get-layers image) 0))))
    (if (or (pair? (cdr layers)) (gimp-item-is-group only) (< (gimp-layer-get-opacity only) 100)
          (> (gimp-layer-get-mask only) 0))
      (let ((merged (gimp-image-merge-visible-layers image CLIP-TO-IMAGE)))
        (for-each (lambda (layer) (if (not (= layer merged)) (gimp-image-remove-layer image layer)))
          (vector->list (gimp-image-get-layers image)))
        (if (not alpha) (gimp-layer-flatten merged))))))
; What the layers show together, as a TIFF, of all that they cover; at the image's precision, or as floats: GIMP would encode
; 8 bits of linear light.
(define (cnt-as-float? precision) (or (>= precision 300) (= precision 100)))
(define (cnt-save image file)
  (let* ((copy (cnt-copy image)) (precision (gimp-image-get-precision copy)))
    (gimp-image-resize-to-layers copy)
    (cnt-merge copy)
    (if (cnt-as-float? precision) (cnt-precision copy "float" (= 0 (modulo precision 100))))
    ; Integers without a profile are sRGB. Floats would be taken for linear light: they get GIMP's own.
    (file-tiff-export #:run-mode RUN-NONINTERACTIVE #:image copy #:file file #:options -1 #:compression "none"
      #:save-transparent-pixels TRUE #:include-thumbnail FALSE
      #:include-color-profile (if (or (cnt-as-float? precision) (cnt-profile? image)) TRUE FALSE))
    (gimp-image-delete copy)))
