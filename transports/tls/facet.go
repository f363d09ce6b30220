package tls

import (
	stdtls "crypto/tls"
	"errors"
	"net"

	"ravel/core"
)

// TLS is a reactor's core.TLS.
type TLS struct {
	clock core.Clock
	tcp   core.TCP
	uses  core.FactoryUses
}

var _ core.TLS = (*TLS)(nil)

// New is the facet over a reactor's TCP. The clock is its loop.
func New(clock core.Clock, tcp core.TCP) *TLS { return &TLS{clock: clock, tcp: tcp} }

var errNoCertificate = errors.New("the TLS configuration has no certificate and no function that finds one")

// ListenTLS is documented at core.TLS.
func (t *TLS) ListenTLS(addr string, f core.Factory, config *stdtls.Config, c ...core.ListenConfig) (core.Listener, error) {
	limits := Limits{}
	if len(c) > 0 {
		limits.HighWater, limits.OutboxMax = c[0].HighWater, c[0].OutboxMax
	}
	server := Server(t.clock, config, f, limits)
	server.of.uses = &t.uses
	if len(config.Certificates) == 0 && config.GetCertificate == nil && config.GetConfigForClient == nil {
		return nil, &core.ListenError{Addr: core.Addr{Net: "tcp"}, Err: errNoCertificate}
	}
	return t.tcp.ListenTCP(addr, server, c...)
}

// ConnectTLS is documented at core.TLS.
func (t *TLS) ConnectTLS(addr string, f core.Factory, config *stdtls.Config, c ...core.ConnectConfig) (core.Connector, error) {
	limits := Limits{}
	if len(c) > 0 {
		limits.HighWater, limits.OutboxMax = c[0].HighWater, c[0].OutboxMax
	}
	if config != nil && config.ServerName == "" && !config.InsecureSkipVerify {
		// An address that cannot be split is refused below.
		if host, _, err := net.SplitHostPort(addr); err == nil {
			config = config.Clone()
			config.ServerName = host
		}
	}
	client := Client(t.clock, config, f, limits)
	client.of.uses = &t.uses
	client.dialled = &connector{}
	k, err := t.tcp.ConnectTCP(addr, client, c...)
	if err != nil {
		return nil, err
	}
	return client.connector(k), nil
}
