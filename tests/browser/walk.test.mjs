// A page from its first day to its last: made, written, followed, read, moderated and erased, without any script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch, person, shoot } from "./browser.mjs";
import { png } from "./png.mjs";
import { Server } from "./server.mjs";

const ALT = "Hills before a pale sky, drawn in three colours";
let server, browser, ann, bob;

const status = async (page, path) => (await page.request.get(path, { headers: { Accept: "text/html" } })).status();

const register = async (page, name) => {
    await page.getByLabel("Username").fill(name);
    await page.getByLabel("E-mail").fill(`${name}@mail.example`);
    await page.getByLabel("Password").fill("correct horse battery");
    await page.locator("main").getByRole("button", { name: "Sign up" }).click();
    await page.waitForURL("/home");
};

before(async () => {
    server = await new Server().start();
    browser = await launch();
    ann = await person(browser, server);
    bob = await person(browser, server);
});

after(async () => {
    for (const page of [ann, bob])
        assert.deepEqual(page?.refused ?? [], [], "something was refused by the content policy");
    await browser?.close();
    await server?.stop();
});

test("the first visitor becomes the administrator, once", async () => {
    const link = server.firstVisit();
    await ann.goto("/");
    await assert.doesNotReject(ann.getByText("This is a trial instance.").waitFor());
    await ann.goto(link);
    await shoot(ann, "first-visit");
    await register(ann, "ann");
    await assert.doesNotReject(ann.getByRole("link", { name: "Moderation" }).waitFor());
    assert.equal(await status(bob, link), 404);
    await shoot(ann, "home-empty");
});

test("a page is made and says what it is", async () => {
    await ann.goto("/settings");
    await shoot(ann, "settings");
    await ann.getByLabel("Name of the page").fill("The Harbour Post");
    await ann.getByLabel("Handle of the page").fill("harbour");
    await ann.getByRole("button", { name: "Make a page" }).click();
    await ann.waitForURL("/settings/pages/harbour");
    await ann.getByRole("button", { name: "Act as @harbour" }).click();
    await ann.getByText("You are acting as @harbour.").waitFor();
    await ann.goto("/settings");
    await ann.getByLabel("Bio").fill("News from the harbour.\n\nBoats, tides & <people>. #harbour");
    await ann.getByLabel("Picture", { exact: true }).setInputFiles(
        { name: "a.png", mimeType: "image/png", buffer: png(400, 400, [60, 140, 150]) });
    await ann.getByLabel("Header picture", { exact: true }).setInputFiles(
        { name: "h.png", mimeType: "image/png", buffer: png(1200, 400, [190, 170, 130]) });
    await ann.getByLabel("Label").first().fill("Web");
    await ann.getByLabel("Content").first().fill("https://harbour.example/about");
    await ann.locator("#profile").getByRole("button", { name: "Save" }).click();
    await ann.waitForURL("/@harbour");
    await ann.getByText("Boats, tides & <people>.").waitFor();
    await ann.getByRole("link", { name: /harbour\.example/ }).waitFor();
    assert.equal(await ann.locator(".profile img").count(), 2);
});

test("another person gets a role on it", async () => {
    await bob.goto("/register");
    await register(bob, "bob");
    await ann.goto("/settings/pages/harbour");
    await ann.getByLabel("Username").fill("nobody");
    await ann.getByRole("button", { name: "Give the role" }).click();
    await ann.getByText("There is no person of that name on this server.").waitFor();
    await ann.getByLabel("Username").fill("bob");
    await ann.getByLabel("Role").last().selectOption("editor");
    await ann.getByRole("button", { name: "Give the role" }).click();
    await ann.waitForURL("/settings/pages/harbour");
    assert.equal(await ann.locator(".people > li").count(), 2);
    for (const role of ["owner", "moderator", "analyst", "editor"]) {
        const row = ann.locator(".people > li", { hasText: "@bob" });
        await row.getByLabel("Role").selectOption(role);
        await row.getByRole("button", { name: "Save" }).click();
        await ann.waitForURL("/settings/pages/harbour");
        assert.equal(await row.getByLabel("Role").inputValue(), role);
    }
    await shoot(ann, "roles");
    await bob.goto("/settings");
    await bob.getByText("Editor").first().waitFor();
});

test("a post with a picture stands on the page, in its thread, under its hashtag", async () => {
    await ann.goto("/compose");
    await shoot(ann, "compose");
    await ann.getByLabel("What would you like to say?").fill("The ferry runs again. <b>Not bold</b> & fine.\n\nSee you on the quay. #Ferry");
    await ann.getByLabel(/^Picture/).first().setInputFiles(
        { name: "quay.png", mimeType: "image/png", buffer: png(1200, 800, [120, 160, 190]) });
    await ann.getByLabel("Describe the picture for those who cannot see it").first().fill(ALT);
    await ann.getByRole("button", { name: "Publish" }).click();
    await ann.waitForURL(/\/@harbour\/\d+$/);
    const thread = new URL(ann.url()).pathname;
    await ann.getByText("<b>Not bold</b> & fine.").waitFor();
    assert.equal(await ann.getByAltText(ALT).count(), 1);
    for (const path of [thread, "/@harbour", "/tags/Ferry", "/tags/ferry", "/"]) {
        await bob.goto(path);
        await bob.getByAltText(ALT).first().waitFor();
        const loaded = await bob.request.get(await bob.getByAltText(ALT).first().getAttribute("src"));
        assert.equal(loaded.status(), 200, path);
    }
    const visitor = await person(browser, server);
    await visitor.goto("/@harbour");
    await shoot(visitor, "profile-visitor");
    const feed = await (await visitor.request.get("/@harbour/feed.atom")).text();
    assert.match(feed, /<entry>[\s\S]*The ferry runs again/);
    await visitor.goto(thread);
    await shoot(visitor, "thread-visitor");
    await visitor.context().close();
});

test("a reader follows, reads home, answers and reacts", async () => {
    await bob.goto("/@harbour");
    await bob.getByRole("button", { name: "Follow" }).click();
    await bob.getByRole("button", { name: "Unfollow" }).waitFor();
    await bob.goto("/home");
    await bob.getByText("The ferry runs again.").waitFor();
    await bob.getByRole("button", { name: "Favourite" }).click();
    await bob.getByRole("button", { name: "No longer favourite" }).waitFor();
    await bob.getByRole("button", { name: "Boost" }).click();
    await bob.getByRole("button", { name: "Take the boost back" }).first().waitFor();
    await bob.getByRole("link", { name: "Reply" }).first().click();
    await bob.waitForURL(/\/compose\?in_reply_to=/);
    assert.equal(await bob.getByLabel("What would you like to say?").inputValue(), "@harbour ");
    await bob.getByLabel("What would you like to say?").fill("@harbour At last! 🎉");
    await bob.getByRole("button", { name: "Publish" }).click();
    await bob.waitForURL(/\/@bob\/\d+$/);
    await bob.goto("/home");
    await shoot(bob, "home");
    await ann.goto("/notifications");
    await ann.getByText("At last!").waitFor();
    await ann.getByText("likes your post").waitFor();
    await ann.getByText("follows you").waitFor();
    await shoot(ann, "notifications");
    await ann.goto("/@harbour");
    await ann.getByRole("link", { name: /days? ago|just now|minutes? ago/ }).first().click();
    await ann.getByText("At last!").waitFor();
    await shoot(ann, "thread");
});

test("a reader edits, mutes, reports and blocks", async () => {
    await bob.goto("/@bob");
    await bob.locator("details.menu").last().locator("summary").click();
    await shoot(bob, "profile-own");
    await bob.goto("/@harbour");
    const menu = () => bob.locator(".profile details.menu summary").click();
    await menu();
    await bob.getByRole("button", { name: "Mute" }).click();
    await menu();
    await bob.getByRole("button", { name: "Unmute" }).click();
    await menu();
    await bob.locator(".profile").getByRole("link", { name: "Report" }).click();
    await bob.getByLabel("What should the moderators know?").fill("Too many boats.");
    await bob.getByRole("button", { name: "Send" }).click();
    await bob.getByText("The moderators will look at it.").waitFor();
    await bob.goto("/@harbour");
    await menu();
    await bob.getByRole("button", { name: "Block" }).click();
    await bob.getByRole("button", { name: "Unblock" }).waitFor();
    await bob.goto("/home");
    assert.equal(await bob.getByText("The ferry runs again.").count(), 0);
    await bob.goto("/settings/relations");
    await bob.getByRole("button", { name: "Unblock" }).click();
    await bob.waitForURL("/settings/relations");
});

test("the administrator sees the report and blocks a domain", async () => {
    await ann.goto("/settings");
    await ann.getByLabel("(@ann)").check();
    await ann.getByRole("button", { name: "Act as this" }).click();
    await ann.waitForURL("/home");
    await ann.goto("/moderation");
    await ann.getByText("Too many boats.").waitFor();
    await ann.getByLabel("Domain").fill("harvest.example");
    await ann.getByRole("button", { name: "Save" }).click();
    await ann.waitForURL("/moderation");
    await ann.getByText("harvest.example").waitFor();
    await shoot(ann, "moderation");
    await ann.getByRole("button", { name: "Done" }).click();
    await ann.getByText("No report is open.").waitFor();
    assert.equal(await status(bob, "/moderation"), 403);
});

test("a French browser reads French", async () => {
    const visitor = await person(browser, server, { locale: "fr-FR" });
    await visitor.goto("/");
    await visitor.getByRole("heading", { name: "Publié récemment ici" }).waitFor();
    assert.equal(await visitor.locator("html").getAttribute("lang"), "fr");
    await shoot(visitor, "front-fr");
    await visitor.goto("/sign_in");
    await visitor.getByLabel("Mot de passe").waitFor();
    await shoot(visitor, "sign-in-fr");
    await visitor.goto("/nothing/here");
    await visitor.getByText("Cette page n’existe pas.").waitFor();
    await visitor.context().close();
});

test("who signs out is out", async () => {
    await bob.getByRole("button", { name: "Sign out" }).first().click();
    await bob.waitForURL("/");
    assert.equal(await status(bob, "/home"), 401);
    await bob.goto("/home");
    await shoot(bob, "sign-in");
    await bob.getByLabel("Username or e-mail").fill("bob");
    await bob.getByLabel("Password").fill("wrong");
    await bob.locator("main").getByRole("button", { name: "Sign in" }).click();
    await bob.getByText("Name and password do not fit together.").waitFor();
    await bob.getByLabel("Username or e-mail").fill("bob");
    await bob.getByLabel("Password").fill("correct horse battery");
    await bob.locator("main").getByRole("button", { name: "Sign in" }).click();
    await bob.waitForURL("/home");
});

test("the page is erased when its handle is typed, and not before", async () => {
    await ann.goto("/settings/pages/harbour");
    await ann.getByRole("link", { name: "Erase this page" }).click();
    await ann.getByLabel("Type the handle to confirm").fill("harbor");
    await ann.getByRole("button", { name: /Erase @harbour/ }).click();
    await ann.getByText("Nothing was erased.").waitFor();
    assert.equal(await status(ann, "/@harbour"), 200);
    await shoot(ann, "erase");
    await ann.getByLabel("Type the handle to confirm").fill("@harbour");
    await ann.getByRole("button", { name: /Erase @harbour/ }).click();
    await ann.waitForURL(/\/erasures\/\d+$/);
    assert.equal(await status(ann, "/@harbour"), 410);
    assert.equal(await status(bob, "/@harbour/feed.atom"), 410);
    await ann.goto("/@harbour");
    await shoot(ann, "gone");
    await bob.goto("/");
    assert.equal(await bob.getByText("The ferry runs again.").count(), 0);
});
