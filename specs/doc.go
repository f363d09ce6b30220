// Package specs holds what is said of ravel as a whole, as Ginkgo specs:
//
//	conformance_*_test.go  the suite of reactortest on every reactor of ours
//	articles_*test.go      every example of the articles that Twisted is taught with, in both worlds
//	service_test.go        services and applications, in both worlds
//	daemon_test.go         ravel serve as a daemon: the real command, with finger and its log file and pid file
//	process_test.go        wc and gpg, for real and as Go functions
//	differential_test.go   the same random calls on sockets and in simulation, with the logs compared
//	tls_test.go            TLS on any transport, started and in TLS, and peers that do not do their part, in both worlds
//	endpoint_test.go       endpoints, policies and the PROXY protocol together, in both worlds
//	arrows_*test.go        which package may import which; banned_test.go, what none may use
//	plain/                 the suite without Ginkgo, and with signals
//	worlds_test.go         the two worlds: a reactor on the operating system, and one on a simulated host
package specs
