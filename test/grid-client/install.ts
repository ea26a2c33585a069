/** Installs the grid's public client, which is tried on the development chain, for the tests alone. */
import { installPackages } from '../nested-packages.ts'

installPackages(new URL('.', import.meta.url), "the grid's public client for the tests")
