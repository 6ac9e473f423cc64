module portcullis.dev/tests/benchmark/plain-webhook

go 1.26.0
