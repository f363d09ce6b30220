package endpoint

import (
	stdtls "crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"ravel/core"
)

const (
	// pemMax is the length of a PEM file, and rootsMax how many files of roots a directory may have.
	pemMax   = 16 << 20
	rootsMax = 4096
)

// ErrNoRoots is a file or directory without certificates to trust.
var ErrNoRoots = errors.New("no certificate to trust")

// keyFiles are the PEM files of a certificate and its key. They are read at the time of use, so that a
// renewed certificate needs no new string.
type keyFiles struct {
	key, certificate, chain string
}

func (k keyFiles) load() (stdtls.Certificate, error) {
	certificate, err := readPEM(k.certificate)
	if err != nil {
		return stdtls.Certificate{}, err
	}
	if k.chain != "" {
		chain, err := readPEM(k.chain)
		if err != nil {
			return stdtls.Certificate{}, err
		}
		certificate = append(append(certificate, '\n'), chain...)
	}
	key, err := readPEM(k.key)
	if err != nil {
		return stdtls.Certificate{}, err
	}
	c, err := stdtls.X509KeyPair(certificate, key)
	if err != nil {
		return c, fmt.Errorf("certificate %s with key %s: %w", k.certificate, k.key, err)
	}
	return c, nil
}

func readPEM(path string) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > pemMax {
		return nil, fmt.Errorf("%s: longer than %d bytes", path, pemMax)
	}
	return os.ReadFile(path)
}

// loadRoots reads what to trust: a PEM file, or the files of a directory that end in .pem, .crt or .0 to .9.
func loadRoots(path string) (*x509.CertPool, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	files := []string{path}
	if info.IsDir() {
		if files, err = rootFiles(path); err != nil {
			return nil, err
		}
	}
	pool, some := x509.NewCertPool(), false
	for _, file := range files {
		pem, err := readPEM(file)
		if err != nil {
			return nil, err
		}
		some = pool.AppendCertsFromPEM(pem) || some
	}
	if !some {
		return nil, fmt.Errorf("%w in %s", ErrNoRoots, path)
	}
	return pool, nil
}

func rootFiles(dir string) (files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		hashed := len(ext) == 2 && strings.ContainsAny(ext[1:], "0123456789")
		if ext == ".pem" || ext == ".crt" || hashed {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	if len(files) > rootsMax {
		return nil, fmt.Errorf("%s: more than %d files", dir, rootsMax)
	}
	return files, nil
}

// A filedServer is TLS over an endpoint with a certificate from files.
type filedServer struct {
	over  core.ServerEndpoint
	files keyFiles
	least uint16
}

func (e filedServer) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	c, err := e.files.load()
	if err != nil {
		return core.Failed[core.Listener](fmt.Errorf("%w: %w", core.ErrCannotListen, err)).On(r)
	}
	config := &stdtls.Config{Certificates: []stdtls.Certificate{c}, MinVersion: e.least}
	return TLSServer(e.over, config).Listen(r, f)
}

// A filedClient is TLS over an endpoint with roots, and possibly a certificate, from files.
type filedClient struct {
	over  core.ClientEndpoint
	name  string
	files keyFiles // of the client's certificate, if it has one
	roots string   // "" is the system's
}

func (e filedClient) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	config, err := e.config()
	if err != nil {
		return core.Failed[core.Protocol](err).On(r)
	}
	return TLSClient(e.over, config).Connect(r, f)
}

func (e filedClient) config() (*stdtls.Config, error) {
	config := &stdtls.Config{ServerName: e.name}
	if e.files.certificate != "" {
		c, err := e.files.load()
		if err != nil {
			return nil, err
		}
		config.Certificates = []stdtls.Certificate{c}
	}
	if e.roots != "" {
		roots, err := loadRoots(e.roots)
		if err != nil {
			return nil, err
		}
		config.RootCAs = roots
	}
	return config, nil
}
