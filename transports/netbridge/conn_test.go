package netbridge_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"ravel/core"
	"ravel/transports/netbridge"
)

func TestEverythingArrivesAndThenTheEnd(t *testing.T) {
	_, client, server := pair(t)
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<19/16*8)
	go func() {
		client.Write(sent)
		client.Close()
	}()
	got, err := io.ReadAll(server)
	if err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("4 MiB in order, then io.EOF: got %d bytes, %v", len(got), err)
	}
}

func TestCloseWriteLeavesReading(t *testing.T) {
	_, client, server := pair(t)
	client.Write([]byte("question"))
	if err := client.(*netbridge.Conn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Write([]byte("x")); !errors.Is(err, core.ErrWriteClosed) {
		t.Errorf("nothing can be written any more: %v", err)
	}
	if got, err := io.ReadAll(server); string(got) != "question" || err != nil {
		t.Errorf("the peer reads to the end: %q, %v", got, err)
	}
	server.Write([]byte("answer"))
	server.Close()
	if got, err := io.ReadAll(client); string(got) != "answer" || err != nil {
		t.Errorf("and answers: %q, %v", got, err)
	}
}

func TestWhoDoesNotReadHoldsBackWhoWrites(t *testing.T) {
	_, client, server := pair(t)
	more := make([]byte, 64<<20) // than all the buffers on the way
	if _, err := client.Write([]byte("first")); err != nil {
		t.Fatal(err)
	}
	client.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	n, err := client.Write(more)
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Fatalf("Write waits until its deadline: %d, %v", n, err)
	}
	client.Close()
	if got, err := io.Copy(io.Discard, server); got != int64(len("first")+n) || err != nil {
		t.Errorf("what was taken is sent: %d of %d bytes, %v", got, n, err)
	}
}

func TestDeadlines(t *testing.T) {
	_, client, server := pair(t)
	server.Write([]byte("abc"))
	client.SetReadDeadline(time.Unix(1, 0))
	if _, err := client.Read(make([]byte, 3)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a deadline long past counts at once: %v", err)
	}
	client.SetReadDeadline(time.Time{})
	if got, err := io.ReadAll(io.LimitReader(client, 3)); string(got) != "abc" || err != nil {
		t.Errorf("and takes nothing away: %q, %v", got, err)
	}
	client.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	if _, err := client.Read(make([]byte, 3)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a deadline wakes who waits: %v", err)
	}
}

func TestCloseWakesWhoWaits(t *testing.T) {
	_, client, _ := pair(t)
	read := make(chan error)
	go func() {
		_, err := client.Read(make([]byte, 1))
		read <- err
	}()
	client.Close()
	if err := <-read; !errors.Is(err, net.ErrClosed) {
		t.Errorf("a Read ends: %v", err)
	}
	if _, err := client.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Write is refused: %v", err)
	}
	if err := client.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("and so is Close: %v", err)
	}
}

func TestOnTheReactorsOwnGoroutineNothingWaits(t *testing.T) {
	r, client, _ := pair(t)
	read := make(chan error, 1)
	r.Post(func() {
		_, err := client.Read(make([]byte, 1))
		read <- err
	})
	if err := <-read; !errors.Is(err, core.ErrOwnGoroutine) {
		t.Errorf("it would wait for itself: %v", err)
	}
}
