package core

import (
	"errors"
	"testing"
)

func TestErrPlaintextIsALoss(t *testing.T) {
	if !errors.Is(ErrPlaintext, ErrConnectionLost) || errors.Is(ErrPlaintext, ErrConnectionDone) {
		t.Errorf("%v must be an ErrConnectionLost, and no ErrConnectionDone", ErrPlaintext)
	}
}
