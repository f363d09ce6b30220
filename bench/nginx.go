package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// nginxConfig is for one process with the same certificate, the same curve, the same version and no sessions to
// resume. What it answers is as long as what the other servers answer.
const nginxConfig = `daemon off;
master_process off;
pid %[1]s/nginx.pid;
error_log stderr crit;
events { worker_connections 4096; }
http {
	access_log off;
	server_tokens off;
	default_type text/plain;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen 127.0.0.1:%[2]d ssl;
		ssl_certificate %[1]s/cert.pem;
		ssl_certificate_key %[1]s/key.pem;
		ssl_protocols TLSv1.3;
		ssl_ecdh_curve X25519;
		ssl_session_tickets off;
		ssl_session_cache off;
		location / { return 200 "ok"; }
	}
}
`

// nginxTries is how often it is asked whether nginx listens, once in nginxPause.
const (
	nginxTries = 500
	nginxPause = 10 * time.Millisecond
)

// startNginx has nginx serve a page over TLS with the certificate in dir, at a port that was free a moment ago.
func startNginx(dir string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().(*net.TCPAddr)
	l.Close()
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, nginxConfig, dir, addr.Port), 0o600); err != nil {
		return nil, err
	}
	s := &server{
		cmd:  exec.Command("taskset", "-c", serverCPU, "nginx", "-p", dir, "-c", config),
		port: strconv.Itoa(addr.Port),
	}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for range nginxTries {
		c, err := net.Dial("tcp", addr.String())
		if err == nil {
			return s, c.Close()
		}
		time.Sleep(nginxPause) // it does not say when it listens
	}
	s.stop()
	return nil, fmt.Errorf("nginx does not listen at %v", addr)
}
