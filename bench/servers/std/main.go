// The peer "net": an echo server as a Go program usually writes it, a goroutine a connection.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
)

func main() {
	datagrams := flag.Bool("udp", false, "echo datagrams instead")
	flag.Parse()
	if *datagrams {
		serveUDP()
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer c.Close()
			p := make([]byte, 4096) // its usual size; 64 KiB would make it faster at 64 KiB and 16 times as heavy
			for {
				n, err := c.Read(p)
				if err != nil {
					return
				}
				if _, err := c.Write(p[:n]); err != nil {
					return
				}
			}
		}()
	}
}

// serveUDP answers one datagram after another, which is all that the package has.
func serveUDP() {
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.LocalAddr().(*net.UDPAddr).Port)
	p := make([]byte, 8192)
	for {
		n, from, err := c.ReadFromUDPAddrPort(p)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := c.WriteToUDPAddrPort(p[:n], from); err != nil {
			log.Fatal(err)
		}
	}
}
