// Command plain-webhook is what hack/benchmark compares Portcullis with: an admission webhook as one
// writes it with Go's standard library alone. It decodes only the fields that it needs, and its answer
// is as long as that of Portcullis: allowed, with one warning if a Service has a node port in range.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

const maxBodyBytes = 7 << 20

type review struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Request    *request  `json:"request,omitempty"`
	Response   *response `json:"response,omitempty"`
}

type request struct {
	UID    string `json:"uid"`
	Object struct {
		Spec struct {
			Ports []port `json:"ports"`
		} `json:"spec"`
	} `json:"object"`
}

type port struct {
	Protocol string `json:"protocol"`
	NodePort int    `json:"nodePort"`
}

type response struct {
	UID      string   `json:"uid"`
	Allowed  bool     `json:"allowed"`
	Warnings []string `json:"warnings,omitempty"`
}

func judge(request *request) *response {
	response := &response{UID: request.UID, Allowed: true}
	for _, port := range request.Object.Spec.Ports {
		if port.NodePort >= 30000 && port.NodePort <= 32767 {
			response.Warnings = append(response.Warnings, fmt.Sprintf(
				"nodeport-not-admitted: %s %d from anywhere dropped on 12 of 14 nodes by sg-base rule 3; see portcullis plan",
				port.Protocol, port.NodePort))
			break
		}
	}
	return response
}

func handle(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	var in review
	if err := json.Unmarshal(body, &in); err != nil || in.Request == nil || in.Request.UID == "" {
		http.Error(w, "not an AdmissionReview with a request", http.StatusBadRequest)
		return
	}
	out, err := json.Marshal(review{APIVersion: in.APIVersion, Kind: in.Kind, Response: judge(in.Request)})
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(out)
}

func main() {
	address := flag.String("webhook-address", "127.0.0.1:9443", "address to listen on")
	certificate := flag.String("tls-cert-file", "", "PEM file of the serving certificate")
	key := flag.String("tls-private-key-file", "", "PEM file of its key")
	flag.Parse()

	// HTTP/1.1 as towards kube-apiserver, which offers nothing else to a Service.
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	server := &http.Server{
		Addr:              *address,
		Handler:           http.HandlerFunc(handle),
		Protocols:         protocols,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       120 * time.Second,
	}
	log.Fatal(server.ListenAndServeTLS(*certificate, *key))
}
