//go:build !unix

package portable

// awaitRoom waits for unpark.
func (s *stream) awaitRoom() error {
	<-s.roomy
	return nil
}
