package worlds_test

import (
	"fmt"

	"ravel/cmd/ravel/worlds"
	"ravel/core"
	"ravel/protocols/chat"
	"ravel/reactortest/sim"
)

// One run of the chat's world.
func ExampleChat() {
	world := worlds.Chat(func(core.Reactor) core.Factory { return chat.Factory(chat.Config{}) })
	fmt.Println(len(sim.Run(7, world).Failures), "failures")
	// Output: 0 failures
}
