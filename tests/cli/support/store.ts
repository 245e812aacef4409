export * from "../../support/store_image.ts";
