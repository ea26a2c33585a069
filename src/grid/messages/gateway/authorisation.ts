import { MessageError } from '../errors.ts'
import type { GatewayConfig } from './config.ts'

/** Who may ask for a command beside the farmer's twin. */
export const GATEWAY_COMMANDS = {
  'farmerbot.farmmanager.version': 'anyone',
  'farmerbot.farmmanager.report': 'anyone',
  'farmerbot.nodemanager.findnode': 'allowed',
  'farmerbot.powermanager.poweron': 'farmer',
  'farmerbot.powermanager.poweroff': 'farmer',
  'farmerbot.powermanager.includenode': 'farmer',
  'bill.leaf': 'anyone',
  'bill.get': 'anyone',
  'agreement.settle': 'anyone',
  'receipt.put': 'anyone',
  'receipt.get': 'anyone',
} as const
export type GatewayCommand = keyof typeof GATEWAY_COMMANDS

/** @throws MessageError `not-authorized`, in the words that clients know */
export function authorise(
  command: GatewayCommand,
  { twinId, farmer }: { readonly twinId: number; readonly farmer: number },
  { findNode: { allow } }: GatewayConfig,
): void {
  if (twinId === farmer || GATEWAY_COMMANDS[command] === 'anyone') return
  if (GATEWAY_COMMANDS[command] === 'allowed' && (allow === 'anyone' || allow.includes(twinId))) return
  throw new MessageError(
    'not-authorized',
    `you are not authorized for this action. your twin id is \`${twinId}\`, only the farm owner with twin id \`${farmer}\` is authorized`,
  )
}
