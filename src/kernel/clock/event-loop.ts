/** Resolves once the event loop has run everything that was ready, promises included. */
export const nextLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
