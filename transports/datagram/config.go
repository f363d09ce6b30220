package datagram

import (
	"io/fs"

	"ravel/core"
	"ravel/core/port"
)

const (
	maxPacketDefault = 8192
	queueMaxDefault  = 1024
	modeDefault      = fs.FileMode(0o666)

	// receiveMax and receiveBytesMax bound what one readiness delivers; the rest is for the next turn.
	receiveMax      = 256
	receiveBytesMax = 256 << 10

	// batchMax and batchBytesMax bound what gathers before it is sent together.
	batchMax      = 64
	batchBytesMax = 64 << 10

	// queueBytesMax bounds what waits for the system beside DatagramConfig.QueueMax.
	queueBytesMax = 8 << 20

	// payload4Max and payload6Max are the longest datagrams that fit the length field of IPv4 (RFC 791
	// 3.1, less 20 bytes of header) and IPv6 (RFC 8200 3), less 8 bytes of UDP header (RFC 768).
	payload4Max = 65535 - 20 - 8
	payload6Max = 65535 - 8

	// receiveErrorsMax is how many errors in a row a socket may report before it is given up.
	receiveErrorsMax = 64
)

// settled is the one configuration that may be given, with its defaults.
func settled(c []core.DatagramConfig) core.DatagramConfig {
	var s core.DatagramConfig
	switch len(c) {
	case 0:
	case 1:
		s = c[0]
	default:
		panic("datagram: more than one configuration")
	}
	if s.MaxPacket <= 0 {
		s.MaxPacket = maxPacketDefault
	}
	if s.QueueMax <= 0 {
		s.QueueMax = queueMaxDefault
	}
	if s.Mode == 0 {
		s.Mode = modeDefault
	}
	return s
}

// portConfig is c for the seam.
func portConfig(at port.Addr, unix bool, c core.DatagramConfig) port.DatagramConfig {
	return port.DatagramConfig{
		At: at, UNIX: unix,
		MaxPacket: c.MaxPacket, ReuseAddr: c.ReuseAddr, Mode: uint32(c.Mode.Perm()),
	}
}
