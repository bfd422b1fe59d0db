/// <reference types="@tarojs/taro" />

declare namespace NodeJS {
  interface ProcessEnv {
    TARO_ENV: "weapp" | "tt";
    TARO_APP_SERVER: string;
    TARO_APP_VERSION: string;
  }
}

declare module "*.css";
