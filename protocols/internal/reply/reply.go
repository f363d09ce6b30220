package reply

import "ravel/core"

// reservedMax is the last port of the system services (RFC 6335 6).
const reservedMax = 1023

// Allowed is false for a datagram that cannot be answered or that another service may have sent: two
// services that answer each other never stop, and a sender's port is easily forged.
func Allowed(from core.Addr) bool {
	if from.AddrPort.IsValid() {
		return from.AddrPort.Port() > reservedMax
	}
	return from.Path != ""
}
