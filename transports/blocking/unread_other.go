//go:build !unix

package blocking

// awaitRoom waits for unpark.
func (s *Stream) awaitRoom() error {
	<-s.roomy
	return nil
}
