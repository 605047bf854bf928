
; Answers what it finds in the file "ask", and takes that away; for ever.
(define (cnt-answer)
  (let* ((port (open-input-file "ask")) (question (read port)))
    (close-input-port port)
    (let* ((answer (eval question)) (to (open-output-file "answer")))
      (display answer to)
      (close-output-port to)
      (file-delete "ask"))))
(define (cnt-serve)
  (if (file-exists? "ask") (cnt-answer) (usleep 20000))
  (cnt-serve))
(cnt-serve)
