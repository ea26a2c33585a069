import { u32, u64 } from '../../../scale/index.ts'
import { defaulted, defineStorage, optional } from '../../pallet/index.ts'
import { agreement, biller, nodeProofs, offer } from './types.ts'

// Ids are counted by the chain: nobody chooses them, so keys need no hash.
const byId = ['Identity', u32] as const

export const storage = defineStorage('GridAgreements', {
  Offers: optional(offer, [byId], { docs: 'What each farm asks.' }),
  Billers: optional(biller, [byId], { docs: "Each farm's money, with its bills until they are paid." }),
  AgreementId: defaulted(u64, 0n, [], { docs: 'Id of the last agreement.' }),
  Agreements: optional(agreement, [['Identity', u64]], { docs: 'Agreements until they are closed.' }),
  NodeProofs: defaulted(nodeProofs, [], [byId], { docs: 'The usage roots that each node proved of late.' }),
})
