// Certificates by which a client proves its name: the client makes key and request, an authority signs the request, the key never travels.
import "reflect-metadata"; // @peculiar/x509 resolves its algorithms through tsyringe, which needs it loaded first
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { GatewayError, messageOf } from "../errors.ts";
import { checking, ECDSA, makeKeys, pemOf, serial, signing, validity } from "./certificates.ts";
import { SERVER_DAYS } from "./names.ts";

/** How far back it is valid, for a client whose clock is behind. */
const BACKDATING_DAYS = 1;

/** A new private key for a client, PEM. */
export async function makeClientKey(): Promise<string> {
  return pemOf((await makeKeys("ec", { namedCurve: "P-256" })).privateKey);
}

/** A request (PKCS #10, PEM) that says the name and is signed with the key; it holds only the public half. */
export async function makeRequest(keyPem: string, name: string): Promise<string> {
  const key = createPrivateKey(keyPem);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys: { privateKey: await signing(key), publicKey: await checking(createPublicKey(key)) },
    signingAlgorithm: ECDSA,
  });
  return `${request.toString("pem")}\n`;
}

/** The certificate for a request, for clients only. Throws GatewayError `certificate-request` when it is not a request of `name`. */
export async function signRequest(
  authority: { readonly certificatePem: string; readonly key: KeyObject },
  requestPem: string,
  name: string,
  nowMs: number,
): Promise<string> {
  const request = await checkedRequest(requestPem, name);
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const { notBefore, notAfter } = validity(nowMs, SERVER_DAYS, BACKDATING_DAYS);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: issuer.subjectName,
    publicKey: request.publicKey,
    signingKey: await signing(authority.key),
    serialNumber: serial(),
    signingAlgorithm: ECDSA,
    notBefore: new Date(Math.max(notBefore.getTime(), issuer.notBefore.getTime())),
    notAfter: new Date(Math.min(notAfter.getTime(), issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

/** Whether a certificate holds the key that a request holds. */
export async function isForRequest(certificatePem: string, requestPem: string): Promise<boolean> {
  const [certificate, request] = [new x509.X509Certificate(certificatePem), parsed(requestPem)];
  return Buffer.from(certificate.publicKey.rawData).equals(Buffer.from(request.publicKey.rawData));
}

async function checkedRequest(pem: string, name: string): Promise<x509.Pkcs10CertificateRequest> {
  const request = parsed(pem);
  const asked = request.subjectName.getField("CN");
  if (asked.length !== 1 || asked[0] !== name) throw wrong(`it asks for the name ${asked.join(", ")}, not for ${name}`);
  if (!(await isSigned(request))) throw wrong("its signature is not that of the key in it");
  return request;
}

function parsed(pem: string): x509.Pkcs10CertificateRequest {
  try {
    return new x509.Pkcs10CertificateRequest(pem);
  } catch (error) {
    throw wrong(`it holds no request in PEM form (${messageOf(error)})`);
  }
}

/** A signature that cannot even be read is none. */
async function isSigned(request: x509.Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await request.verify();
  } catch {
    return false;
  }
}

function wrong(why: string): GatewayError {
  return new GatewayError(
    "certificate-request",
    `the request for a certificate cannot be granted: ${why}`,
    "Have the campus make a new request, and grant it under the id by which the county lists the campus.",
  );
}
