package main

import (
	"fmt"
	"io"
	"net"

	"golang.org/x/crypto/ssh"
)

// serve answers whoever connects, until l is closed.
func serve(l net.Listener, c *ssh.ServerConfig) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go talk(conn, c)
	}
}

// talk is one connection.
func talk(conn net.Conn, c *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, c)
	if err != nil {
		return // the client has heard why
	}
	go ssh.DiscardRequests(requests)
	for asked := range channels {
		if asked.ChannelType() != "session" {
			asked.Reject(ssh.UnknownChannelType, "sessions only")
			continue
		}
		channel, requests, err := asked.Accept()
		if err != nil {
			return
		}
		go session(channel, requests)
	}
}

// session waits for a command and answers it.
func session(channel ssh.Channel, requests <-chan *ssh.Request) {
	for request := range requests {
		if request.Type != "exec" {
			request.Reply(false, nil)
			continue
		}
		var exec struct{ Command string }
		if err := ssh.Unmarshal(request.Payload, &exec); err != nil {
			request.Reply(false, nil)
			continue
		}
		request.Reply(true, nil)
		go answer(channel, exec.Command)
	}
}

// answer says what was asked, sends back what comes, and ends with status 0.
func answer(channel ssh.Channel, command string) {
	defer channel.Close()
	fmt.Fprintf(channel, "you asked for %s\n", command)
	if _, err := io.Copy(channel, channel); err != nil {
		return
	}
	channel.CloseWrite()
	channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{}))
}
