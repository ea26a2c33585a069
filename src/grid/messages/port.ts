/** Asks other twins of the grid. The transport signs, addresses and verifies; what an answer means is checked by who asked. */
export interface GridMessages {
  /**
   * @param signal ends the wait @param session of the twin that is meant; its one without a name unless told
   * @throws MessageError
   */
  ask(
    twinId: number,
    command: string,
    payload: unknown,
    options: { readonly signal: AbortSignal; readonly session?: string },
  ): Promise<unknown>
}
