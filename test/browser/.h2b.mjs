import { chromium } from 'playwright-core';
const base='http://127.0.0.1:20200';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync'] });
for (const [name, opts] of [['wide',{viewport:{width:1280,height:900},colorScheme:'dark'}],['narrow',{viewport:{width:390,height:844},colorScheme:'light'}]]) {
  const ctx = await browser.newContext(opts); const page = await ctx.newPage();
  page.on('console', m => { if (m.type()==='error') console.log('console', m.text()); });
  await page.goto(base+'/login'); await page.getByLabel('Name').fill('admin'); await page.getByLabel('Password').fill('correct horse battery'); await page.getByRole('button',{name:'Log in'}).click(); await page.waitForLoadState();
  await page.goto(base+'/sources/1/edit'); const other = await ctx.newPage(); await other.goto(base+'/sources/1/edit');
  await other.getByLabel('Notes').fill('Attic '+name); await other.getByLabel('Sender addresses').fill('127.0.0.5\n127.0.0.8'); await other.getByRole('button',{name:'Save'}).click(); await other.waitForURL(/sources\/1$/);
  await page.getByLabel('Notes').fill('Garden'); await page.getByLabel('Rate limit').fill('20'); await page.getByRole('button',{name:'Save'}).click(); await page.getByText('changed this source').waitFor();
  await page.screenshot({path:`/tmp/helper2/conflict-${name}.png`}); 
  console.log(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
  await page.goto(base+'/sources/new'); await page.getByLabel('Name', {exact:true}).fill('x'); await page.getByLabel('Sender addresses').fill('10.0.0.1\nnas.lan'); await page.getByLabel('Drop rules').fill('(app:cron'); await page.getByRole('button',{name:'Make the source'}).click(); await page.getByText('Not saved').waitFor();
  await page.screenshot({path:`/tmp/helper2/mistake-${name}.png`});
  await page.goto(base+'/sources/4'); await page.getByRole('button',{name:'Make a key'}).click(); await page.getByText('Copy it now').waitFor(); await page.screenshot({path:`/tmp/helper2/key-${name}.png`});
  console.log(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
  await page.goto(base+'/sources/4'); await page.locator('#keys').getByText('Revoke').first().click(); await page.screenshot({path:`/tmp/helper2/keys-${name}.png`, fullPage:true});
  console.log(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth));
  await page.goto(base+'/sources'); await page.getByText('Add to').first().click(); await page.screenshot({path:`/tmp/helper2/merge-${name}.png`});
  await ctx.close();
}
await browser.close();
