// The part of net-snmp that is used here, which comes without types.
declare module "net-snmp" {
  export interface Varbind {
    readonly oid: string;
    readonly type: number;
    /** Counter64 and octet strings come as bytes. */
    readonly value: number | Buffer | string | boolean | null;
  }
  export interface SessionOptions {
    readonly port?: number;
    readonly retries?: number;
    readonly timeout?: number;
    readonly backoff?: number;
    readonly transport?: "udp4" | "udp6";
    readonly version?: number;
    readonly idBitsSize?: number;
    readonly context?: string;
  }
  export interface User {
    readonly name: string;
    readonly level: number;
    readonly authProtocol?: string;
    readonly authKey?: string;
    readonly privProtocol?: string;
    readonly privKey?: string;
  }
  export interface Session {
    get(oids: readonly string[], done: (error: Error | null, varbinds?: readonly Varbind[]) => void): void;
    getBulk(
      oids: readonly string[],
      nonRepeaters: number,
      maxRepetitions: number,
      done: (error: Error | null, varbinds?: readonly (readonly Varbind[])[]) => void,
    ): void;
    on(event: "error" | "close", listener: (error?: Error) => void): void;
    close(): void;
  }
  export interface Provider {
    readonly name: string;
    readonly type: number;
    readonly oid: string;
    readonly scalarType?: number;
    readonly maxAccess?: number;
    readonly handler?: (request: { readonly done: () => void }) => void;
    readonly tableColumns?: readonly {
      readonly number: number;
      readonly name: string;
      readonly type: number;
      readonly maxAccess?: number;
    }[];
    readonly tableIndex?: readonly { readonly columnName: string }[];
  }
  export interface Mib {
    setScalarValue(name: string, value: number | string | Buffer): void;
    addTableRow(name: string, row: readonly (number | string | Buffer)[]): void;
    setTableSingleCell(name: string, column: number, index: readonly number[], value: number | string | Buffer): void;
  }
  export interface Agent {
    readonly listener: { readonly sockets: Readonly<Record<string, import("node:dgram").Socket>> };
    registerProvider(provider: Provider): void;
    getMib(): Mib;
    getAuthorizer(): { addCommunity(community: string): void; addUser(user: User): void };
    close(done?: () => void): void;
  }
  interface Library {
    readonly Version2c: number;
    readonly SecurityLevel: Readonly<Record<"noAuthNoPriv" | "authNoPriv" | "authPriv", number>>;
    readonly AuthProtocols: Readonly<Record<"md5" | "sha" | "sha224" | "sha256" | "sha384" | "sha512", string>>;
    readonly PrivProtocols: Readonly<Record<"des" | "aes" | "aes256b" | "aes256r", string>>;
    readonly ObjectType: Readonly<Record<string, number>>;
    readonly MibProviderType: Readonly<Record<"Scalar" | "Table", number>>;
    readonly MaxAccess: Readonly<Record<string, number>>;
    isVarbindError(varbind: Varbind): boolean;
    createSession(target: string, community: string, options: SessionOptions): Session;
    createV3Session(target: string, user: User, options: SessionOptions): Session;
    createAgent(
      options: { readonly port: number; readonly address?: string; readonly disableAuthorization?: boolean },
      done: (error: Error | null) => void,
    ): Agent;
  }
  const library: Library;
  export default library;
}
