import { readHead } from '../../../chain/reader/read.ts'
import { messageOf, type TaskArgs, type TaskContext } from '../../../kernel/index.ts'
import { readFarm } from '../../farm/read.ts'
import { twinAllowances } from '../allowance.ts'
import type { CommandHandler, Commands, Request } from '../endpoint/serving.ts'
import { MessageError } from '../errors.ts'
import { join, ownTwin } from '../join.ts'
import { authorise, GATEWAY_COMMANDS, type GatewayCommand } from './authorisation.ts'
import { billLeaf, billOf, settleOf } from './commands/bills.ts'
import { findNode } from './commands/find-node.ts'
import { includeNode, powerOff, powerOn } from './commands/power.ts'
import { getReceipt, putReceipt } from './commands/receipts.ts'
import { report } from './commands/report.ts'
import type { GatewayConfig } from './config.ts'
import { MessagesJoined } from './events.ts'
import type { GatewayPorts } from './ports.ts'

type TaskCtx = TaskContext<GatewayConfig, GatewayPorts>

/** Is on the grid as the bot of the farm until it is told to end. */
export async function serve(_: TaskArgs, ctx: TaskCtx): Promise<void> {
  const { ports, config, signal, log } = ctx
  try {
    const farmer = await farmersTwin(ctx)
    const session = `farmerbot-${config.farmId}`
    const endpoint = await join(ctx, ports, { twinId: farmer, session, commands: commandsOf(ctx, farmer) })
    const detach = ports.line.attach(endpoint)
    const ended = Promise.withResolvers<void>()
    signal.addEventListener('abort', () => ended.resolve(), { once: true })
    if (!signal.aborted) {
      ctx.emit(MessagesJoined, { twinId: farmer, session })
      await ended.promise
    }
    detach()
    endpoint.close()
  } catch (error) {
    // What the grid or the chain says against it is for the farmer to mend; that the chain is not there yet is not.
    log[error instanceof MessageError ? 'error' : 'warn']({ error: messageOf(error) }, 'the farm is not on the grid')
    throw error
  }
}

/** @throws MessageError when our account is not the farmer's: nothing that it told nodes would count */
async function farmersTwin(ctx: TaskCtx): Promise<number> {
  const { farmId } = ctx.config
  const twinId = await ownTwin(ctx, ctx.ports)
  const farm = await readFarm(ctx, farmId, (await readHead(ctx)).hash)
  if (farm === null) throw new MessageError('failed', `there is no farm ${farmId}`)
  if (farm.twinId !== twinId)
    throw new MessageError(
      'not-authorized',
      `farm ${farmId} is of twin ${farm.twinId}, and the account is of twin ${twinId}`,
    )
  return twinId
}

function commandsOf(ctx: TaskCtx, farmer: number): Commands {
  const { config, ports } = ctx
  const now = () => ctx.now()
  const rateOf = (perMinute: number, burst: number) => twinAllowances({ perSecond: perMinute / 60, burst }, now)
  const all = rateOf(config.perMinute, config.burst)
  const finds = rateOf(config.findNode.perMinute, config.findNode.burst)

  const guarded =
    (command: GatewayCommand, handler: CommandHandler): CommandHandler =>
    (request) => {
      const { twinId } = request.from
      if (twinId !== farmer) {
        if (!all.take(twinId)) throw tooOften()
        authorise(command, { twinId, farmer }, config)
        if (GATEWAY_COMMANDS[command] === 'allowed' && !finds.take(twinId)) throw tooOften()
      }
      return handler(request)
    }

  const handlers: Record<GatewayCommand, CommandHandler> = {
    'farmerbot.farmmanager.version': () => ports.version,
    'farmerbot.farmmanager.report': () => report(ctx),
    'farmerbot.nodemanager.findnode': (request: Request) => findNode(request, ctx),
    'farmerbot.powermanager.poweron': (request: Request) => powerOn(request, ctx),
    'farmerbot.powermanager.poweroff': (request: Request) => powerOff(request, ctx),
    'farmerbot.powermanager.includenode': (request: Request) => includeNode(request, ctx),
    'bill.leaf': (request: Request) => billLeaf(request, ctx),
    'bill.get': (request: Request) => billOf(request, ctx),
    'agreement.settle': (request: Request) => settleOf(request, ctx),
    'receipt.put': (request: Request) => putReceipt(request, ctx),
    'receipt.get': (request: Request) => getReceipt(request, ctx),
  }
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [name, guarded(name as GatewayCommand, handler)]),
  )
}

const tooOften = () => new MessageError('busy', 'this twin asks too often; try again later')
