package core

// HighWater is the number of waiting bytes above which a push producer is asked to pause, unless a
// configuration says otherwise. It is asked to resume when nothing waits any more.
const HighWater = 64 << 10

// A Producer makes bytes for a Consumer.
type Producer interface {
	// StopProducing says that nobody will take anything more. It is called before the protocol's
	// ConnectionLost, and at once when the producer is registered on a lost transport.
	StopProducing()
}

// A PushProducer produces by itself until it is asked to pause.
type PushProducer interface {
	Producer
	// PauseProducing is called once each time the waiting bytes rise above the high-water mark.
	PauseProducing()
	// ResumeProducing is called once nothing waits any more, if the producer was paused.
	ResumeProducing()
}

// A PullProducer produces one piece each time it is asked.
type PullProducer interface {
	Producer
	// ResumeProducing asks for one piece: inside RegisterPull, and then whenever nothing waits.
	ResumeProducing()
}

// A Consumer takes a producer's bytes; every stream transport is one. Only one producer can be
// registered at a time: a second is refused with [ErrProducerRegistered] and nothing changes.
// A producer's panic ends the connection with a [PanicError].
type Consumer interface {
	// RegisterPush never calls the producer before it returns, except for StopProducing on a lost transport.
	RegisterPush(p PushProducer) error
	// RegisterPull calls ResumeProducing before it returns.
	RegisterPull(p PullProducer) error
	// UnregisterProducer lets a waiting LoseConnection proceed. Without a producer it does nothing.
	UnregisterProducer()
}
