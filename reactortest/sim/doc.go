// Package sim runs worlds: nodes with production code, joined by a simulated network that misbehaves.
//
//	sim.Check(t, sim.Seeds(200), func(w *sim.World) {
//		w.Links(sim.Rough())
//		server := w.Node("server", func(r core.Reactor) { chat.Serve(r, ":8007") })
//		for i := range 5 {
//			w.Node(fmt.Sprint("client", i), talk(server.Addr(8007)))
//		}
//		w.Always("no message twice", inbox.Unique)
//		w.Eventually("everybody heard everything", 30*time.Second, inbox.Complete)
//	})
//
// A world is built anew for each seed, and everything in it follows from the seed and the code: what the
// network does, each reactor's Rand, the order of everything that happens at one instant. Two runs of a
// seed have the same Hash, in any process.
//
// The map:
//
//	world.go     World, Node: building one; crash and restart
//	property.go  Always, Never, Eventually
//	run.go       Run: one seed; Result
//	check.go     Check: many seeds, for go test and Ginkgo alike
//	links.go     profiles of networks
//
// A world belongs to one goroutine; different worlds can run on different ones.
package sim
