package transfer

import (
	"errors"
	"io"

	"ravel/core"
)

// PieceMax is how many bytes are read and written at a time.
const PieceMax = 16 << 10

// emptyMax is how many reads in a row may return nothing before that is io.ErrNoProgress.
const emptyMax = 100

// ErrStopped is a connection that was lost before everything was sent.
var ErrStopped = errors.New("transfer: the connection was lost before everything was sent")

// A Config says how to send. The zero value works.
type Config struct {
	// Transform is given each piece before it is written and returns what to write instead. p is lent
	// until the write is done, and may be changed in place. May be nil.
	Transform func(p []byte) []byte
	// Done is called once: with nil when everything was written, else with ErrStopped or the reader's
	// error. sent is the number of bytes written. It may be called before Send returns. May be nil.
	Done func(sent int64, err error)
}

// Send has t written from r, one piece whenever nothing waits to leave, until r ends. It is t's producer
// meanwhile, so t's LoseConnection waits for it. r is read on the reactor's goroutine and must not
// block; it is not closed.
//
// The error is core.ErrProducerRegistered, and Done is not called then; or core.ErrUnsupported for a
// transport that takes no producer.
func Send(t core.Transport, r io.Reader, c Config) error {
	consumer, ok := t.(core.Consumer)
	if !ok {
		return core.ErrUnsupported
	}
	return consumer.RegisterPull(&sender{transport: t, consumer: consumer, reader: r, config: c})
}

type sender struct {
	transport core.Transport
	consumer  core.Consumer
	reader    io.Reader
	config    Config
	piece     []byte
	sent      int64
	done      bool
}

// ResumeProducing sends one piece.
func (s *sender) ResumeProducing() {
	if s.piece == nil {
		s.piece = make([]byte, PieceMax)
	}
	n, err := s.read()
	if n > 0 {
		s.write(s.piece[:n])
	}
	if err == nil || s.done {
		return
	}
	s.consumer.UnregisterProducer()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	s.finish(err)
}

// StopProducing gives up.
func (s *sender) StopProducing() { s.finish(ErrStopped) }

// read is one read that returns bytes or an error.
func (s *sender) read() (n int, err error) {
	for range emptyMax {
		if n, err = s.reader.Read(s.piece); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

func (s *sender) write(p []byte) {
	if s.config.Transform != nil {
		p = s.config.Transform(p)
	}
	n, _ := s.transport.Write(p)
	s.sent += int64(n)
}

func (s *sender) finish(err error) {
	if s.done {
		return
	}
	s.done, s.piece = true, nil
	if s.config.Done != nil {
		s.config.Done(s.sent, err)
	}
}
