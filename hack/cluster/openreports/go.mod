// Pins the OpenReports API whose custom resource definitions tests install. None of its code is built.
module portcullis.dev/hack/cluster/openreports

go 1.26.0

require github.com/openreports/reports-api v0.2.1
