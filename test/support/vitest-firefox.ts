// Firefox for the component tests: playwright's provider, with two things said anew that hold for Chromium only.

import { playwright } from "@vitest/browser-playwright";
import type { Page } from "playwright";
import type { BrowserProvider, BrowserProviderOption } from "vitest/node";
import { firefoxLaunchOptions } from "./firefox.ts";

export function firefox(): BrowserProviderOption {
  const option = playwright({ launchOptions: firefoxLaunchOptions() });
  return {
    ...option,
    providerFactory: (project) => {
      const provider: BrowserProvider = option.providerFactory(project);
      const contextOf = provider.getCommandsContext.bind(provider);
      // Only one of its windows has the focus, and in the others Enter presses no button.
      provider.supportsParallelism = false;
      // By way of WebDriver BiDi frames have no names to be found by.
      provider.getCommandsContext = (sessionId) => {
        const context = contextOf(sessionId) as { readonly page: Page };
        return { ...context, frame: () => testFrame(context.page) };
      };
      return provider;
    },
  };
}

async function testFrame(page: Page) {
  const find = () => page.frames().find((frame) => frame.url().includes("iframeId="));
  return find() ?? page.waitForEvent("framenavigated", { predicate: () => find() !== undefined }).then(find);
}
