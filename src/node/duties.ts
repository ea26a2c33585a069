/** How the facts of one kind of duty are read. */
export interface DutyKind {
  /** As operators call it. */
  readonly kind: string
  /** Family its actors run in. */
  readonly family: string
  /** Type of the fact that tells of its end. */
  readonly endedBy: string
  /** How it ended, from that fact's payload: a small set of words. `missed` is what must not happen. */
  outcome(payload: never): string
  /** The duty in words, when it was done as one hopes. */
  success(payload: never): string | undefined
}

interface AgreementEnd {
  readonly bucketId: bigint
  readonly answer: string
}

/** Every kind of duty a node can have. A new one adds a row. */
export const DUTY_KINDS: readonly DutyKind[] = [
  {
    kind: 'agreement',
    family: 'agreement-request',
    endedBy: 'storage.AgreementAnswered',
    outcome: ({ answer }: AgreementEnd) => answer,
    success: ({ bucketId, answer }: AgreementEnd) =>
      answer === 'accepted' ? `agreement for bucket ${bucketId} accepted` : undefined,
  },
]

export const MISSED = 'missed'
