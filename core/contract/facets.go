package contract

import "ravel/core"

// core/wrap gives a watched thing exactly the optional interfaces of what it wraps, and takes these from the
// watch. A watch that ceased to be one of them would be passed by, unseen; hence they are said here.
var (
	_ core.HalfCloseHandler   = (*protocol)(nil)
	_ core.DescriptorReceiver = (*protocol)(nil)
	_ core.HalfCloser         = (*transport)(nil)
	_ core.ReadPauser         = (*transport)(nil)
	_ core.Consumer           = (*transport)(nil)
	_ core.RefusalHandler     = (*datagramProtocol)(nil)
	_ core.Starter            = (*factory)(nil)
	_ core.Stopper            = (*factory)(nil)
	_ core.ClientObserver     = (*factory)(nil)
)
