package endpoint

import (
	"fmt"

	"ravel/core"
)

// A UNIXServer listens on a UNIX socket.
type UNIXServer struct {
	// Path begins with '@' if it is an abstract name.
	Path   string
	Config core.UNIXListenConfig
}

// Listen implements core.ServerEndpoint.
func (e UNIXServer) Listen(r core.Reactor, f core.Factory) *core.Deferred[core.Listener] {
	return core.Try(func() (core.Listener, error) {
		u, ok := r.(core.UNIX)
		if !ok {
			return nil, unsupported("UNIX sockets")
		}
		return u.ListenUNIX(e.Path, f, e.Config)
	}).On(r)
}

// A UNIXClient connects to a UNIX socket.
type UNIXClient struct {
	Path   string
	Config core.UNIXConnectConfig
}

// Connect implements core.ClientEndpoint.
func (e UNIXClient) Connect(r core.Reactor, f core.Factory) *core.Deferred[core.Protocol] {
	return connect(r, f, func(f core.Factory) (core.Connector, error) {
		u, ok := r.(core.UNIX)
		if !ok {
			return nil, unsupported("UNIX sockets")
		}
		return u.ConnectUNIX(e.Path, f, e.Config)
	})
}

var (
	_ core.ServerEndpoint = UNIXServer{}
	_ core.ClientEndpoint = UNIXClient{}
)

// unsupported is what a reactor lacks.
func unsupported(what string) error { return fmt.Errorf("%w: %s", core.ErrUnsupported, what) }
