// Debian's Chromium, with scripts turned off: the pages must work without.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

// Where pictures of the pages go, for somebody to look at; none are made without it.
const shots = process.env.EFFACE_SHOTS;

export const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/** One person's browser. What a page tries to load against its content policy ends up in `refused`. */
export const person = async (browser, server, options = {}) => {
    const context = await browser.newContext({
        baseURL: server.url,
        javaScriptEnabled: false,
        locale: "en-GB",
        viewport: { width: 1100, height: 900 },
        reducedMotion: "reduce",
        ...options,
    });
    const page = await context.newPage();
    page.refused = [];
    page.on("console", (message) => {
        if (/Content Security Policy|Refused to/.test(message.text()))
            page.refused.push(message.text());
    });
    return page;
};

/** The page wide and narrow, light and dark. */
export const shoot = async (page, name) => {
    if (!shots)
        return;
    mkdirSync(shots, { recursive: true });
    for (const [width, kind] of [[1100, "wide"], [390, "narrow"]]) {
        for (const colorScheme of ["light", "dark"]) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: join(shots, `${name}-${kind}-${colorScheme}.png`), fullPage: true });
        }
    }
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
};
