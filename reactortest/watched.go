package reactortest

import "ravel/core"

// A watched is a descriptor that writes down what it is told, as a reader and as a writer.
type watched struct {
	*Log
	fd      int
	onRead  func() error
	onWrite func() error
	onLost  func()
	reason  error
}

var (
	_ core.ReadDescriptor  = (*watched)(nil)
	_ core.WriteDescriptor = (*watched)(nil)
)

func (w *watched) Descriptor() int { return w.fd }

func (w *watched) DoRead() error {
	if w.onRead == nil {
		w.Note("read")
		return nil
	}
	return w.onRead()
}

func (w *watched) DoWrite() error {
	w.Note("write")
	if w.onWrite == nil {
		return nil
	}
	return w.onWrite()
}

func (w *watched) ConnectionLost(reason error) {
	w.reason = reason
	w.Note("lost: %s", Reason(reason))
	call(w.onLost)
}

// reading has w read text and note it; at the end of the file it returns ErrConnectionDone.
func (s *Script) reading(w *watched) {
	w.onRead = func() error {
		p := make([]byte, 64)
		n, err := s.host.ReadDescriptor(w.fd, p)
		switch {
		case err != nil:
			return err
		case n == 0:
			return core.ErrConnectionDone
		}
		w.Note("read %q", p[:n])
		return nil
	}
}
