import { type OpenSession, openSession } from '../../src/chain/connection/session.ts'

/** What one endpoint says in place of what it should; undefined for the truth. */
export type Lie = (method: string, params: readonly unknown[], truth: unknown) => unknown

/** Opens sessions to one real endpoint under any name; those under the name of the liar do not tell the truth. */
export function openingWithLies(url: string, liar: string, lie: Lie): OpenSession & { readonly opened: string[] } {
  const opened: string[] = []
  const open: OpenSession = async (endpoint, clock) => {
    opened.push(endpoint)
    const session = await openSession(url, clock)
    return {
      ...session,
      endpoint,
      async request(method, params) {
        const truth = await session.request(method, params)
        return endpoint === liar ? (lie(method, params, truth) ?? truth) : truth
      },
    }
  }
  return Object.assign(open, { opened })
}
