// Package plain runs the conformance suite without Ginkgo, as plain subtests of go test.
//
// This is also where a reactor's handling of signals is tried: Ginkgo listens for SIGINT and SIGTERM by
// itself and would take them for the end of its own run.
package plain
