package specs

import "time"

func systemWorlds() []world {
	return []world{{"on the operating system", systemBench, 20 * time.Millisecond}}
}
