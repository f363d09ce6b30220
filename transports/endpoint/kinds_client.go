package endpoint

import (
	"fmt"

	"ravel/core"
)

func standardClients(c StandardConfig) map[string]Kind[core.ClientEndpoint] {
	return map[string]Kind[core.ClientEndpoint]{
		"tcp":  {Params: []string{"host", "port", "timeout", "bindAddress"}, Make: tcpClient(c)},
		"tcp6": {Params: []string{"host", "port", "timeout", "bindAddress"}, Make: tcpClient(c)},
		"tls": {Params: []string{"host", "port", "timeout", "bindAddress", "certificate", "privateKey", "trustRoots", "endpoint"},
			Make: tlsFromString(c)},
		"ssl": {Params: []string{"host", "port", "privateKey", "certKey", "caCertsDir", "timeout", "bindAddress"},
			Make: sslFromString(c)},
		"unix":    {Params: []string{"path", "timeout", "lockfile"}, Make: unixClient},
		"process": {Instead: processParams, Make: processClient},
	}
}

func (a *Args) connectConfig() core.ConnectConfig {
	local, err := localAddr(a.String("bindAddress", ""))
	if err != nil {
		a.Bad("bindAddress", fmt.Errorf("%w: %w", ErrBadValue, err))
	}
	return core.ConnectConfig{Timeout: a.Timeout("timeout"), Local: local}
}

func (a *Args) hostname(c StandardConfig) Hostname {
	return Hostname{Host: a.Required("host"), Port: a.Port("port"), Config: a.connectConfig(), Resolver: c.Resolver}
}

func tcpClient(c StandardConfig) func(a *Args) (core.ClientEndpoint, error) {
	return func(a *Args) (core.ClientEndpoint, error) { return a.hostname(c), nil }
}

func tlsFromString(c StandardConfig) func(a *Args) (core.ClientEndpoint, error) {
	return func(a *Args) (core.ClientEndpoint, error) {
		e := filedClient{name: a.Required("host"), roots: a.String("trustRoots", "")}
		e.files.certificate = a.String("certificate", "")
		e.files.key = a.String("privateKey", e.files.certificate)
		if e.files.certificate == "" && e.files.key != "" {
			a.Bad("certificate", fmt.Errorf("%w, though there is a privateKey", ErrMissingArgument))
		}
		if !a.Given("endpoint") {
			e.over = a.hostname(c)
			return e, nil
		}
		over, err := a.Strings.Client(a.String("endpoint", ""))
		if err != nil {
			a.Bad("endpoint", fmt.Errorf("%w: %w", ErrBadValue, err))
		}
		e.over = over
		return e, nil
	}
}

// sslFromString is the older kind. Twisted does not verify the name there; ravel does everywhere.
func sslFromString(c StandardConfig) func(a *Args) (core.ClientEndpoint, error) {
	return func(a *Args) (core.ClientEndpoint, error) {
		h := a.hostname(c)
		e := filedClient{over: h, name: h.Host, roots: a.String("caCertsDir", "")}
		e.files.key = a.String("privateKey", "")
		e.files.certificate = a.String("certKey", e.files.key)
		if e.files.key == "" {
			e.files.key = e.files.certificate
		}
		return e, nil
	}
}

func unixClient(a *Args) (core.ClientEndpoint, error) {
	return UNIXClient{Path: a.Required("path"), Config: core.UNIXConnectConfig{
		Timeout: a.Timeout("timeout"), CheckLock: a.Bool("lockfile", false),
	}}, nil
}

// processArgsMax is how many arguments a process string can have.
const processArgsMax = 256

// processParams is a path and as many arguments as there are.
func processParams(t Text) []string {
	params := []string{"path"}
	for i := range min(len(t.Args)-1, processArgsMax) {
		params = append(params, argumentName(i+1))
	}
	return params
}

func argumentName(i int) string { return fmt.Sprintf("argument%d", i) }

// processClient is ravel's own: Twisted has no string for it.
func processClient(a *Args) (core.ClientEndpoint, error) {
	path := a.Required("path")
	args := []string{path}
	for i := 1; a.Given(argumentName(i)); i++ {
		args = append(args, a.String(argumentName(i), ""))
	}
	return Process{Spec: core.ProcessSpec{Path: path, Args: args}}, nil
}
