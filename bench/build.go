package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// binaries are the programs of one run, by name: "load", "c", "ravel", …
type binaries map[string]string

// build compiles the load and the named servers, as a mode needs them, into dir.
func build(dir, mode string, servers []string) (binaries, error) {
	b := binaries{}
	for _, name := range append([]string{"load"}, servers...) {
		b[name] = filepath.Join(dir, name)
		var cmd *exec.Cmd
		switch name {
		case "load":
			cmd = exec.Command("cc", "-O2", "-o", b[name], "c/load.c")
		case "c":
			source := "c/echo_epoll.c"
			if mode == "udp" {
				source = "c/udp_epoll.c"
			}
			cmd = exec.Command("cc", "-O2", "-o", b[name], source)
		case "portable": // ravel, asked for that reactor when it is started
			cmd = exec.Command("go", "build", "-o", b[name], "./servers/ravel")
		case "net":
			cmd = exec.Command("go", "build", "-o", b[name], "./servers/std")
		default:
			cmd = exec.Command("go", "build", "-o", b[name], "./servers/"+name)
		}
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("building %s: %w", name, err)
		}
	}
	return b, nil
}
