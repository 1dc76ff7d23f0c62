// The page of a sweep: its pictures are images, its tables can be sorted and saved.

startTables();
document.documentElement.dataset.ready = "yes";
