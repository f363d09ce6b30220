package specs

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"ravel/core"
	"ravel/reactortest"
)

// note is a sentence, encrypted with the passphrase notePassphrase.
//
//go:embed testdata/note.asc
var note string

const (
	notePassphrase = "correct horse"
	noteSays       = "The box under the stairs holds the spare key.\n"
	simulated      = "in simulation" // the world whose gpg is a Go function
)

var _ = Describe("processes of the articles", func() {
	inBothWorlds("wc counts what it is given on its standard input", func(s *reactortest.Script, _ world) {
		const verse = "one two three\nfour five\n"
		c := s.Child("wc")
		c.OnMade = func() {
			c.T.Write([]byte(strings.Repeat(verse, 10)))
			c.T.CloseChild(0)
		}
		s.Spawn(c, core.ProcessSpec{Path: "wc"})
		s.Until("wc has ended", c.Ended)
		var lines, words, bytes int
		_, err := fmt.Sscan(c.Got[1], &lines, &words, &bytes)
		Expect(err).NotTo(HaveOccurred(), "wc said %q", c.Got[1])
		Expect([]int{lines, words, bytes}).To(Equal([]int{20, 50, 240}), "it has read all of it, and nothing else")
		Expect(c.Events()).To(Equal([]string{"made", "exited done", "ended done"}), "in this order")
		Expect(c.Lost).To(Equal([]int{0, 1, 2}), "each descriptor was lost once")
	})

	inBothWorlds("gpg decrypts over five descriptors: 0, 1, 2, a passphrase on 3 and its status on 4", func(s *reactortest.Script, w world) {
		gpg := gpgSpec(w)
		c := s.Child("gpg")
		c.OnMade = func() {
			c.T.WriteToChild(3, []byte(notePassphrase+"\n"))
			c.T.CloseChild(3)
			c.T.Write([]byte(note))
			c.T.CloseChild(0)
		}
		s.Spawn(c, gpg)
		s.Until("gpg has ended", c.Ended)
		Expect(c.Got[1]).To(Equal(noteSays), "it said %q", c.Got[2])
		Expect(c.Got[4]).To(ContainSubstring("[GNUPG:] DECRYPTION_OKAY"), "the status has a descriptor of its own")
		Expect(c.Events()).To(Equal([]string{"made", "exited done", "ended done"}))
		Expect(c.Lost).To(Equal([]int{0, 1, 2, 3, 4}))
	})

	inBothWorlds("gpg refuses a wrong passphrase with an exit code", func(s *reactortest.Script, w world) {
		gpg := gpgSpec(w)
		c := s.Child("gpg")
		c.OnMade = func() {
			c.T.WriteToChild(3, []byte("wrong\n"))
			c.T.CloseChild(3)
			c.T.Write([]byte(note))
			c.T.CloseChild(0)
		}
		s.Spawn(c, gpg)
		s.Until("gpg has ended", c.Ended)
		var exit *core.ProcessExitError
		Expect(errors.As(c.Reason, &exit)).To(BeTrue(), "it ended by itself: %v", c.Reason)
		Expect(exit.Code).To(Equal(2))
		Expect(c.Got[1]).To(BeEmpty(), "nothing was decrypted")
		Expect(c.Got[4]).To(ContainSubstring("[GNUPG:] DECRYPTION_FAILED"))
	})
})

// gpgSpec is gpg with a home of its own and no agent, so that it leaves nothing behind.
func gpgSpec(w world) core.ProcessSpec {
	home := "/home/gpg"
	if w.name != simulated {
		if _, err := exec.LookPath("gpg"); err != nil {
			missing := Skip
			if os.Getenv("CI") != "" {
				missing = Fail
			}
			missing("there is no gpg here: the Debian package is gnupg")
		}
		home = GinkgoT().TempDir()
		Expect(os.Chmod(home, 0o700)).To(Succeed())
	}
	return core.ProcessSpec{
		Path: "gpg",
		Args: []string{"gpg", "--homedir", home, "--no-autostart", "--batch", "--no-tty", "--pinentry-mode", "loopback",
			"--passphrase-fd", "3", "--status-fd", "4", "--decrypt"},
		FDs: map[int]core.ChildFD{0: core.ParentWrites, 1: core.ParentReads, 2: core.ParentReads,
			3: core.ParentWrites, 4: core.ParentReads},
	}
}
