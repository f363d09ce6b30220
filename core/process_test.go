package core_test

import (
	"errors"
	"io/fs"
	"syscall"
	"testing"

	"ravel/core"
)

func TestProcessReasons(t *testing.T) {
	for _, at := range []struct {
		err  error
		says string
		is   error
	}{
		{&core.ProcessExitError{Code: 3}, "process terminated: exit code 3", core.ErrProcessTerminated},
		{&core.ProcessSignalError{Signal: syscall.SIGKILL}, "process terminated: signal KILL", core.ErrProcessTerminated},
		{&core.SpawnError{Path: "/x", Err: syscall.ENOENT}, "cannot start /x: " + syscall.ENOENT.Error(), fs.ErrNotExist},
	} {
		if at.err.Error() != at.says || !errors.Is(at.err, at.is) {
			t.Errorf("got %q, want %q, which is %v", at.err, at.says, at.is)
		}
		if errors.Is(at.err, core.ErrProcessDone) {
			t.Errorf("%v is no orderly end", at.err)
		}
	}
}

func TestChildFDSaysWhatItIs(t *testing.T) {
	for _, at := range []struct {
		name              string
		c                 core.ChildFD
		piped, parent     bool
		source            int
		given, fromParent bool
	}{
		{"ParentReads", core.ParentReads, true, true, 0, false, false},
		{"ParentWrites", core.ParentWrites, true, false, 0, false, false},
		{"Inherits", core.Inherits(7), false, false, 7, false, true},
		{"Takes", core.Takes(8), false, false, 8, true, true},
		{"the zero value is nothing", core.ChildFD{}, false, false, 0, false, false},
	} {
		piped, parent := at.c.Piped()
		source, given, ok := at.c.Source()
		if piped != at.piped || parent != at.parent || source != at.source || given != at.given || ok != at.fromParent {
			t.Errorf("%s: got %v %v %v %v %v", at.name, piped, parent, source, given, ok)
		}
	}
}

func TestProcessBaseKeepsItsTransportAndIgnoresTheRest(t *testing.T) {
	b := &core.ProcessBase{}
	var p core.ProcessProtocol = b
	p.ConnectionMade(nil)
	p.ChildDataReceived(1, nil)
	p.ChildConnectionLost(1)
	p.ProcessExited(core.ErrProcessDone)
	p.ProcessEnded(core.ErrProcessDone)
	if b.Transport != nil {
		t.Error("it keeps what it was given")
	}
}
