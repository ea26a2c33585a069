/** Asks to end on the first SIGINT or SIGTERM, and ends at once on the second. */
export function onSignals(stop: (reason: string) => void, force: () => void): () => void {
  let asked = false
  const listener = (signal: NodeJS.Signals) => {
    if (asked) return force()
    asked = true
    stop(signal)
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}
