package sim

import (
	"time"

	"ravel/fakes/fabric"
)

// Calm is a network of a data centre's latency, where bytes arrive as they were sent.
func Calm() fabric.Link {
	return fabric.Link{Latency: fabric.Uniform(100*time.Microsecond, 300*time.Microsecond)}
}

// Rough is a network with a long tail of latency that cuts streams into pieces, often of a byte or two,
// joins them, accepts writes in part, and loses a handshake now and then. It loses no connection.
func Rough() fabric.Link {
	return fabric.Link{
		Latency:     fabric.Latency{Min: 200 * time.Microsecond, Mean: 2 * time.Millisecond},
		Resegment:   true,
		CoalescePPM: 200_000,
		PartialPPM:  100_000,
		SYNLossPPM:  10_000,
		LossPPM:     20_000, DuplicatePPM: 20_000, ReorderPPM: 50_000,
	}
}

// Hostile is Rough, and resets one in a thousand segments' connections.
func Hostile() fabric.Link {
	l := Rough()
	l.ResetPPM = 1000
	return l
}
