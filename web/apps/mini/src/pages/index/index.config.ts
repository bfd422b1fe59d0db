export default definePageConfig({ navigationBarTitleText: "婴配乳粉追溯", enableShareAppMessage: true });
