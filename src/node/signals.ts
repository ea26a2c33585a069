/** Calls back at each SIGHUP. @returns how to stop listening */
export function onHangup(reload: () => void, source: SignalSource = process): () => void {
  source.on('SIGHUP', reload)
  return () => void source.off('SIGHUP', reload)
}

interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
}

/** Asks to end on the first SIGINT or SIGTERM, and ends at once on the second. @returns how to stop listening */
export function onSignals(
  stop: (reason: string) => void,
  force: () => void,
  source: SignalSource = process,
): () => void {
  let asked = false
  const listener = (signal: NodeJS.Signals) => {
    if (asked) return force()
    asked = true
    stop(signal)
  }
  source.on('SIGINT', listener)
  source.on('SIGTERM', listener)
  return () => {
    source.off('SIGINT', listener)
    source.off('SIGTERM', listener)
  }
}
