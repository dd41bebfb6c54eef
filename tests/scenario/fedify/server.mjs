// A small ActivityPub server on Fedify, in memory, for scenario tests: node server.mjs PORT
//
// It answers as http://localhost:PORT and takes orders as POST /control/ORDER with a JSON body; each answers JSON, with
// {"error": …} and status 400 when it fails. The orders are the functions of `orders` below.
//
// What plain http on loopback needs: allowPrivateAddress, and a WebFinger look-up of our own, since Fedify's always asks
// by https for an acct: address. FEDIFY_FIRST_KNOCK=draft-cavage-http-signatures-12 signs the old way first; by default
// it tries RFC 9421 first and falls back.
import { createServer } from "node:http";

import {
    createFederation,
    exportJwk,
    generateCryptoKeyPair,
    importJwk,
    InProcessMessageQueue,
    MemoryKvStore,
} from "@fedify/fedify";
import {
    Accept,
    Activity,
    Announce,
    Block,
    Create,
    Delete,
    Endpoints,
    Follow,
    Group,
    Image,
    isActor,
    Like,
    Mention,
    Note,
    Organization,
    Person,
    PUBLIC_COLLECTION,
    Reject,
    Service,
    Tombstone,
    Undo,
    Update,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const port = Number(process.argv[2]);
const origin = `http://localhost:${port}`;
const kinds = { Person, Service, Group, Organization };

const actors = new Map(); // handle → actor, see newActor
const received = []; // every activity that came in and verified: { to, type, id, activity }
const failures = []; // deliveries and inbox handlings that failed
let lastNumber = 0;

function newActor(handle, kind, name, isLocked, keys) {
    return {
        handle, kind, name, isLocked, keys,
        isDeleted: false,
        followers: new Map(), // actor id → { id, inboxId, endpoints }
        requests: new Map(), // Follow id → Follow, while isLocked
        following: new Map(), // actor id → "requested" | "accepted"
        notes: new Map(), // number → { note, visibility, recipients } or null once deleted
        sent: new Map(), // activity id → { activity, recipients }, for undo
    };
}

function actorNamed(handle) {
    const actor = actors.get(handle);
    if (actor === undefined) throw new Error(`there is no actor ${handle}`);
    return actor;
}

const federation = createFederation({
    kv: new MemoryKvStore(),
    queue: new InProcessMessageQueue(),
    allowPrivateAddress: true,
    origin,
    firstKnock: process.env.FEDIFY_FIRST_KNOCK ?? "rfc9421",
    // Tests wait for seconds, not for hours.
    outboxRetryPolicy: ({ attempts }) => (attempts < 5 ? Temporal.Duration.from({ seconds: 1 + attempts }) : null),
    inboxRetryPolicy: ({ attempts }) => (attempts < 2 ? Temporal.Duration.from({ seconds: 1 }) : null),
    onOutboxError: (error, activity) => failures.push({ where: "outbox", id: activity?.id?.href, error: String(error) }),
    circuitBreaker: false,
});

federation
    .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
        const actor = actors.get(identifier);
        if (actor === undefined) return null;
        if (actor.isDeleted) return new Tombstone({ id: ctx.getActorUri(identifier), deleted: Temporal.Now.instant() });
        const keys = await ctx.getActorKeyPairs(identifier);
        return new kinds[actor.kind]({
            id: ctx.getActorUri(identifier),
            preferredUsername: identifier,
            name: actor.name,
            summary: "<p>An actor of a scenario test.</p>",
            url: new URL(`/@${identifier}`, origin),
            manuallyApprovesFollowers: actor.isLocked,
            inbox: ctx.getInboxUri(identifier),
            outbox: ctx.getOutboxUri(identifier),
            followers: ctx.getFollowersUri(identifier),
            following: ctx.getFollowingUri(identifier),
            endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
            publicKey: keys[0].cryptographicKey,
            assertionMethods: keys.map((key) => key.multikey),
        });
    })
    .setKeyPairsDispatcher(async (_, identifier) => {
        const actor = actors.get(identifier);
        if (actor === undefined) return [];
        return Promise.all(actor.keys.map(async (pair) => ({
            publicKey: await importJwk(pair.publicKey, "public"),
            privateKey: await importJwk(pair.privateKey, "private"),
        })));
    });

federation
    .setFollowersDispatcher("/users/{identifier}/followers", (_, identifier) => ({
        items: [...actorNamed(identifier).followers.values()],
    }))
    .setCounter((_, identifier) => actorNamed(identifier).followers.size);

federation
    .setFollowingDispatcher("/users/{identifier}/following", (_, identifier) => ({
        items: [...actorNamed(identifier).following.keys()].map((id) => new URL(id)),
    }))
    .setCounter((_, identifier) => actorNamed(identifier).following.size);

federation
    .setOutboxDispatcher("/users/{identifier}/outbox", (_, identifier) => ({
        items: [...actorNamed(identifier).sent.values()]
            .filter(({ activity }) => activity instanceof Create && activity.toIds.some(isPublic))
            .map(({ activity }) => activity),
    }))
    .setCounter((_, identifier) => actorNamed(identifier).notes.size);

federation.setObjectDispatcher(Note, "/users/{identifier}/notes/{number}", (ctx, { identifier, number }) => {
    const actor = actors.get(identifier);
    const entry = actor?.notes.get(number);
    if (entry === undefined || (entry !== null && entry.visibility !== "public")) return null;
    if (entry === null) return new Tombstone({ id: ctx.getObjectUri(Note, { identifier, number }) });
    return entry.note;
});

function isPublic(url) {
    return url.href === PUBLIC_COLLECTION.href;
}

// Everything that verified is kept as it came; what changes the state is acted upon.
federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .on(Follow, async (ctx, follow) => {
        await keep(ctx, follow);
        const target = ctx.parseUri(follow.objectId);
        const actor = target?.type === "actor" ? actors.get(target.identifier) : undefined;
        if (actor === undefined) return;
        if (actor.isLocked) actor.requests.set(follow.id.href, follow);
        else await acceptFollow(ctx, actor, follow);
    })
    .on(Accept, async (ctx, accept) => {
        await keep(ctx, accept);
        answerFollow(accept, "accepted");
    })
    .on(Reject, async (ctx, reject) => {
        await keep(ctx, reject);
        answerFollow(reject, null);
    })
    .on(Undo, async (ctx, undo) => {
        await keep(ctx, undo);
        const object = await undo.getObject(ctx);
        const target = object instanceof Follow ? ctx.parseUri(object.objectId) : null;
        if (target?.type === "actor") actors.get(target.identifier)?.followers.delete(undo.actorId.href);
    })
    .on(Activity, keep)
    .onError((_, error) => {
        failures.push({ where: "inbox", error: String(error?.stack ?? error) });
    });

async function keep(ctx, activity) {
    received.push({
        to: ctx.recipient,
        type: activity.constructor.name,
        id: activity.id?.href,
        actor: activity.actorId?.href,
        activity: await activity.toJsonLd(ctx),
    });
}

async function acceptFollow(ctx, actor, follow) {
    const follower = await follow.getActor(ctx);
    actor.followers.set(follower.id.href, {
        id: follower.id,
        inboxId: follower.inboxId,
        endpoints: follower.endpoints,
    });
    await send(ctx, actor, [follower], new Accept({ ...newActivity(ctx, actor), object: follow, to: follower.id }));
}

// The Follow is known by its id: Fedify trusts no copy of it inside the answer, which comes from another origin.
function answerFollow(answer, state) {
    const by = answer.actorId.href;
    for (const actor of actors.values()) {
        const follow = actor.sent.get(answer.objectId?.href)?.activity;
        if (!(follow instanceof Follow) || follow.objectId.href !== by || !actor.following.has(by)) continue;
        if (state === null) actor.following.delete(by);
        else actor.following.set(by, state);
    }
}

// Id and actor of a new activity.
function newActivity(ctx, actor) {
    lastNumber += 1;
    return { id: new URL(`${origin}/activities/${lastNumber}`), actor: ctx.getActorUri(actor.handle) };
}

async function send(ctx, actor, recipients, activity) {
    actor.sent.set(activity.id.href, { activity, recipients });
    await ctx.sendActivity({ identifier: actor.handle }, recipients, activity, { preferSharedInbox: true });
    return activity.id.href;
}

// WebFinger by http for loopback hosts, by https for others.
async function resolveHandle(handle) {
    const [name, host] = handle.replace(/^@/, "").split("@");
    const scheme = /^(localhost|127\.|\[::1\])/.test(host) ? "http" : "https";
    const resource = encodeURIComponent(`acct:${name}@${host}`);
    const answer = await fetch(`${scheme}://${host}/.well-known/webfinger?resource=${resource}`);
    if (!answer.ok) throw new Error(`WebFinger for ${handle} answered ${answer.status}`);
    const links = (await answer.json()).links ?? [];
    const self = links.find((link) => link.rel === "self" && /activity\+json|ld\+json/.test(link.type ?? ""));
    if (self === undefined) throw new Error(`WebFinger for ${handle} names no actor`);
    return self.href;
}

// The object behind a URL or handle, fetched with the signature of `actor`.
async function load(ctx, actor, target) {
    const url = target.includes("://") ? target : await resolveHandle(target);
    const documentLoader = await ctx.getDocumentLoader({ identifier: actor.handle });
    const object = await ctx.lookupObject(url, { documentLoader });
    if (object === null) throw new Error(`${url} could not be loaded`);
    return object;
}

async function loadActor(ctx, actor, target) {
    const object = await load(ctx, actor, target);
    if (!isActor(object)) throw new Error(`${target} is no actor`);
    return object;
}

async function authorOf(ctx, actor, object) {
    const documentLoader = await ctx.getDocumentLoader({ identifier: actor.handle });
    return object.getAttribution({ ...ctx, documentLoader });
}

// Who a note is addressed to, and where it is delivered.
function audience(ctx, actor, visibility, people) {
    const followers = ctx.getFollowersUri(actor.handle);
    const ids = people.map((person) => person.id);
    const delivered = visibility === "direct" ? [] : [...actor.followers.values()];
    const to = { public: [PUBLIC_COLLECTION], followers: [followers], direct: [] }[visibility];
    if (to === undefined) throw new Error(`there is no visibility ${visibility}`);
    return {
        tos: visibility === "direct" ? ids : to,
        ccs: visibility === "public" ? [followers, ...ids] : visibility === "followers" ? ids : [],
        recipients: [...new Map([...delivered, ...people].map((person) => [person.id.href, person])).values()],
    };
}

function noteOf(ctx, actor, id) {
    const parsed = ctx.parseUri(new URL(id));
    const entry = parsed?.type === "object" ? actor.notes.get(parsed.values.number) : undefined;
    if (!entry) throw new Error(`${id} is no note of ${actor.handle}`);
    return { entry, number: parsed.values.number };
}

// Send an activity about a foreign object to its author and, for Announce, to the followers.
async function react(ctx, { as, object: target }, kind) {
    const actor = actorNamed(as);
    const object = await load(ctx, actor, target);
    const author = await authorOf(ctx, actor, object);
    const isAnnounce = kind === Announce;
    const recipients = isAnnounce ? [...actor.followers.values(), author] : [author];
    const activity = new kind({
        ...newActivity(ctx, actor),
        object: object.id,
        ...(isAnnounce
            ? { to: PUBLIC_COLLECTION, ccs: [ctx.getFollowersUri(as), author.id], published: Temporal.Now.instant() }
            : { to: author.id }),
    });
    return { id: await send(ctx, actor, recipients, activity) };
}

const orders = {
    // { handle, name?, kind?: Person|Service|Group|Organization, locked? } → { id, handle }
    async actor(ctx, { handle, name = handle, kind = "Person", locked = false }) {
        const pairs = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
        const keys = await Promise.all(pairs.map(async (pair) => ({
            publicKey: await exportJwk(pair.publicKey),
            privateKey: await exportJwk(pair.privateKey),
        })));
        actors.set(handle, newActor(handle, kind, name, locked, keys));
        return { id: ctx.getActorUri(handle).href, handle: `@${handle}@localhost:${port}` };
    },

    // { as, target: handle or URL } → what it is
    async lookup(ctx, { as, target }) {
        const object = await load(ctx, actorNamed(as), target);
        return { id: object.id.href, type: object.constructor.name, object: await object.toJsonLd(ctx) };
    },

    // { as, target } → { id } of the Follow
    async follow(ctx, { as, target }) {
        const actor = actorNamed(as);
        const person = await loadActor(ctx, actor, target);
        actor.following.set(person.id.href, "requested");
        const follow = new Follow({ ...newActivity(ctx, actor), object: person.id, to: person.id });
        return { id: await send(ctx, actor, [person], follow) };
    },

    async unfollow(ctx, { as, target }) {
        const actor = actorNamed(as);
        const person = await loadActor(ctx, actor, target);
        actor.following.delete(person.id.href);
        const follow = [...actor.sent.values()].map(({ activity }) => activity)
            .findLast((activity) => activity instanceof Follow && activity.objectId.href === person.id.href);
        const undo = new Undo({ ...newActivity(ctx, actor), object: follow, to: person.id });
        return { id: await send(ctx, actor, [person], undo) };
    },

    // { as, follow: id } answers a request of a locked actor
    async accept(ctx, { as, follow }) {
        const actor = actorNamed(as);
        await acceptFollow(ctx, actor, actor.requests.get(follow));
        actor.requests.delete(follow);
        return {};
    },

    async reject(ctx, { as, follow: id }) {
        const actor = actorNamed(as);
        const follow = actor.requests.get(id);
        const person = await follow.getActor(ctx);
        actor.requests.delete(id);
        const reject = new Reject({ ...newActivity(ctx, actor), object: follow, to: person.id });
        return { id: await send(ctx, actor, [person], reject) };
    },

    // { as, content, visibility?: public|followers|direct, reply_to?: URL, mentions?: [handle], summary?, image? }
    async note(ctx, { as, content, visibility = "public", reply_to, mentions = [], summary, image }) {
        const actor = actorNamed(as);
        const people = await Promise.all(mentions.map((handle) => loadActor(ctx, actor, handle)));
        const parent = reply_to === undefined ? null : await load(ctx, actor, reply_to);
        if (parent !== null) people.push(await authorOf(ctx, actor, parent));
        const { tos, ccs, recipients } = audience(ctx, actor, visibility, people);
        lastNumber += 1;
        const number = String(lastNumber);
        const id = ctx.getObjectUri(Note, { identifier: as, number });
        const note = new Note({
            id, content, summary, tos, ccs,
            url: id,
            attribution: ctx.getActorUri(as),
            published: Temporal.Now.instant(),
            replyTarget: parent?.id,
            tags: people.map((person) => new Mention({ href: person.id, name: `@${person.preferredUsername}` })),
            attachments: image === undefined ? [] : [new Image({ url: new URL(image), mediaType: "image/png", name: "A picture" })],
        });
        actor.notes.set(number, { note, visibility, recipients });
        await send(ctx, actor, recipients, new Create({ ...newActivity(ctx, actor), object: note, tos, ccs }));
        return { id: id.href };
    },

    async update(ctx, { as, id, content }) {
        const actor = actorNamed(as);
        const { entry } = noteOf(ctx, actor, id);
        entry.note = entry.note.clone({ content, updated: Temporal.Now.instant() });
        const { toIds: tos, ccIds: ccs } = entry.note;
        await send(ctx, actor, entry.recipients, new Update({ ...newActivity(ctx, actor), object: entry.note, tos, ccs }));
        return {};
    },

    async delete(ctx, { as, id }) {
        const actor = actorNamed(as);
        const { entry, number } = noteOf(ctx, actor, id);
        actor.notes.set(number, null);
        const { toIds: tos, ccIds: ccs } = entry.note;
        const object = new Tombstone({ id: entry.note.id });
        await send(ctx, actor, entry.recipients, new Delete({ ...newActivity(ctx, actor), object, tos, ccs }));
        return {};
    },

    // The actor goes: followers are told, its URL answers 410.
    async delete_actor(ctx, { as }) {
        const actor = actorNamed(as);
        const id = ctx.getActorUri(as);
        const recipients = [...actor.followers.values()];
        await send(ctx, actor, recipients, new Delete({ ...newActivity(ctx, actor), object: id, to: PUBLIC_COLLECTION }));
        actor.isDeleted = true;
        return {};
    },

    // { as, object: URL } → { id }
    like: (ctx, body) => react(ctx, body, Like),
    announce: (ctx, body) => react(ctx, body, Announce),

    // { as, target } → { id }
    async block(ctx, { as, target }) {
        const actor = actorNamed(as);
        const person = await loadActor(ctx, actor, target);
        return { id: await send(ctx, actor, [person], new Block({ ...newActivity(ctx, actor), object: person.id })) };
    },

    // { as, id: of an activity sent before }
    async undo(ctx, { as, id }) {
        const actor = actorNamed(as);
        const { activity, recipients } = actor.sent.get(id);
        const { toIds: tos, ccIds: ccs } = activity;
        return { id: await send(ctx, actor, recipients, new Undo({ ...newActivity(ctx, actor), object: activity, tos, ccs })) };
    },

    // { type? } → [{ to, type, id, actor, activity }], oldest first
    received: (_, { type }) => received.filter((entry) => type === undefined || entry.type === type),

    followers: (_, { as }) => [...actorNamed(as).followers.keys()],
    following: (_, { as }) => Object.fromEntries(actorNamed(as).following),
    requests: (_, { as }) => [...actorNamed(as).requests.keys()],
    failures: () => failures,
};

async function readBody(request) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
}

async function obey(order, body) {
    const ctx = federation.createContext(new URL(origin), undefined);
    try {
        if (!Object.hasOwn(orders, order)) throw new Error(`there is no order ${order}`);
        const answer = await orders[order](ctx, JSON.parse(body.toString() || "{}"));
        return Response.json(answer);
    } catch (error) {
        return Response.json({ error: String(error?.stack ?? error) }, { status: 400 });
    }
}

async function answer(request) {
    const url = new URL(request.url, origin);
    const body = await readBody(request);
    if (url.pathname.startsWith("/control/")) return obey(url.pathname.slice("/control/".length), body);
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const headers = new Headers();
    for (let i = 0; i < request.rawHeaders.length; i += 2) headers.append(request.rawHeaders[i], request.rawHeaders[i + 1]);
    return federation.fetch(new Request(url, { method: request.method, headers, body: hasBody ? body : undefined }), {
        contextData: undefined,
    });
}

const server = createServer(async (request, response) => {
    try {
        const result = await answer(request);
        response.writeHead(result.status, Object.fromEntries(result.headers));
        response.end(Buffer.from(await result.arrayBuffer()));
    } catch (error) {
        response.writeHead(500);
        response.end(String(error?.stack ?? error));
    }
});

// localhost may be either loopback address for those who ask.
server.listen(port, "localhost", () => console.log(`ready ${origin}`));
process.on("SIGTERM", () => process.exit(0));
